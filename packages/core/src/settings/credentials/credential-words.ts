// The vocabulary of `credential-names.ts`. A name is compared in lower case, without what stands between its words.

const list = /* @__NO_SIDE_EFFECTS__ */ (text: string): ReadonlySet<string> =>
  new Set(text.trim().split(/\s+/));

/** A name with one of these words carries a credential, whatever else stands in it. */
export const SECRET_WORDS: ReadonlySet<string> = list(`
  authorization authentication auth oauth oidc password passwd pwd passphrase passcode passkey secret credential credentials bearer
  jwt jws jwe assertion signature sig hmac session sess sid sessionid sessid otp totp apikey apitoken impersonate wsse
`);

/** A name that is one of these and nothing else. */
export const SECRET_ALONE: ReadonlySet<string> = list("cookie pass code ticket sign key token");

/** A word that ends so and is longer: `clientsecret`, `phpsessid`, `hapikey`. */
export const SECRET_ENDINGS: readonly string[] = [
  "apikey",
  "secret",
  "password",
  "passwd",
  "sessionid",
  "sessid",
  "signature",
  "jwt",
  "auth",
];

/** Last words that say something about a credential and are none: `token_type`, `password_policy`. */
export const DESCRIPTIONS: ReadonlySet<string> = list(`
  type count limit size length format method methods mode scheme provider version status state expiry expires expiration expire ttl
  lifetime age date time timestamp url uri endpoint redirect policy algorithm alg required enabled strength scope scopes hint affinity
  result results name label title description language encoding level index offset position prefix suffix number max min usage reset
  remaining charset field flow
`);

/** Whose key it is that stands before `key` in one word, or before `key_id`. */
export const KEY_HOLDERS: ReadonlySet<string> = list(`
  api app application access auth secret private master admin client consumer user account license licence subscription service session
  server dev developer partner merchant publishable functions security shared signing write read insert rest storage device deploy
  customer member encryption integration
`);

/** Before `key`: a key of data, which opens nothing. */
export const KEYS_OF_DATA: ReadonlySet<string> = list(`
  idempotency sort sorting order group grouping partition row range primary foreign cache surrogate routing object issue project lookup
  translation message msg i18n locale start end first last next prev previous min max from to continuation page cursor pagination parent
  child unique natural composite compound dedup dedupe deduplication correlation trace metric map dict config setting settings feature
  flag label tag registry shard bucket item field column table index search filter event document doc record entity resource node
  product category city location country region station game player match series artist song track album title name type musical major
  minor answer question hot arrow keyboard piano meta data json property prop attribute param parameter value pivot join websocket
  public pub image file path folder asset upload blob media job task workflow experiment variant segment audience chart report theme
  color icon slug state status log topic queue stream place stop route line trip team work edition book author
`);

/** Before `token`: a place in a list, a page's guard against forgery, a coin, a word of a language model. */
export const TOKENS_OF_DATA: ReadonlySet<string> = list(`
  page nextpage previouspage prevpage next prev previous continuation sync nextsync cursor pagination start end resume scroll skip watch
  cancel cancellation list marker position offset delta change changes history first last stop authenticity design nft contract
  collection base quote from to in out sell buy input output reward gas native fee text prompt completion special pad eos bos max min
`);

/** Names that look like a credential and are none. */
export const HARMLESS_NAMES: ReadonlySet<string> = list(`
  accesscontrolallowcredentials requestverificationtoken atlassiantoken secwebsocketkey secfetchuser
`);

/** Names of well-known services, and of proxies that say who asks, which no rule would find. */
export const SERVICE_NAMES: ReadonlySet<string> = list(`
  appid awsaccesskeyid googleaccessid keypairid amznoidcdata msclientprincipal msclientprincipalid
  msclientprincipalname msclientprincipalidp samlresponse vercelprotectionbypass honeycombteam ovhconsumer ovhapplication
  jfrogartapi haaccess lcid kiiappid zumoapplication googauthuser googuserproject openaiproject hasurarole sudo onbehalfof actas forwardedemail
  forwardedgroups remotegroup remotegroups scopeorgid supabaseauth firebaseappcheck appwriteproject nutritionixappid
  dropboxapiselectuser dropboxapiselectadmin essecurityrunasuser qlikuser
`);

/** Last two words of a name that says which application asks, or with which certificate. */
export const ENDINGS_OF_TWO: ReadonlySet<string> = list(`
  clientid appid applicationid clientcert clientcertificate clientdn
`);

/** Whoever a request field can name as the one who asks. In a URL, they are what is asked for. */
export const WHO_ASKS: ReadonlySet<string> = list(`
  user username userid uid tenant tenantid org orgid organization organisation account accountid customer customerid workspace
  principal member subject identity
`);

/** What of them a field can name. */
export const NAMES_OF_WHO: ReadonlySet<string> = list("id uid uuid guid name email login dn");
