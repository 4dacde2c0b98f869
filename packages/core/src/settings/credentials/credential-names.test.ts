import { describe, expect, it } from "vitest";
import { isCredentialField, isCredentialParameter, separatesUsers } from "./credential-names.ts";

const list = (text: string): readonly string[] => text.trim().split(/\s+/);

/** Under which services, proxies and clients say who asks. */
const CREDENTIAL_FIELDS = list(`
  PRIVATE-TOKEN JOB-TOKEN DEPLOY-TOKEN api-key apikey x-goog-api-key Ocp-Apim-Subscription-Key X-Vault-Token
  DD-API-KEY DD-APPLICATION-KEY X-Shopify-Access-Token X-Shopify-Storefront-Access-Token X-Session-Token
  Cf-Access-Jwt-Assertion CF-Access-Client-Id CF-Access-Client-Secret X-Auth-Email X-Auth-Key
  X-Amz-Security-Token X-Figma-Token X-Master-Key X-Access-Key X-Parse-Application-Id X-Parse-REST-API-Key
  X-Parse-Session-Token X-Parse-Master-Key X-Algolia-API-Key X-Algolia-Application-Id Xi-Api-Key X-RapidAPI-Key
  X-CoinAPI-Key X-Riot-Token X-Plex-Token X-Emby-Token X-Emby-Authorization X-MediaBrowser-Token X-MBX-APIKEY
  X-Auth-Token X-Access-Token X-Id-Token X-Amzn-Oidc-Data X-Amzn-Oidc-Accesstoken X-Amzn-Oidc-Identity
  X-Ms-Client-Principal X-Ms-Client-Principal-Id X-MS-TOKEN-AAD-ACCESS-TOKEN x-functions-key Proxy-Authorization
  Authorization Authentication X-Authorization X-Forwarded-Access-Token X-Remote-User Remote-User
  X-Forwarded-User X-Forwarded-Email X-Auth-Request-User X-User-Id X-Tenant-Id Cookie Cookie2 X-TrackerToken
  X-ChatWorkToken X-Redmine-API-Key Fastly-Key Circle-Token X-NSONE-Key X-Apisports-Key X-Mashape-Key
  X-Honeycomb-Team X-Consul-Token X-Nomad-Token X-JFrog-Art-Api X-NuGet-ApiKey X-Octopus-ApiKey
  X-Rundeck-Auth-Token X-Scope-OrgID X-WEBAUTH-USER X-ClickHouse-User X-ClickHouse-Key X-Trino-User
  X-Hasura-Admin-Secret X-Hasura-Role X-Hasura-User-Id X-Appwrite-Key X-Appwrite-JWT X-Firebase-Auth
  X-Firebase-AppCheck X-Cybozu-API-Token X-Cybozu-Authorization X-WSSE X-Tableau-Auth X-IBM-Client-Id
  X-IBM-Client-Secret X-Naver-Client-Id X-Naver-Client-Secret Client-ID X-Subject-Token X-Service-Token
  X-Ovh-Consumer X-Ovh-Signature X-Ovh-Application X-CMC_PRO_API_KEY x-cg-demo-api-key APCA-API-KEY-ID
  APCA-API-SECRET-KEY CB-ACCESS-KEY CB-ACCESS-SIGN CB-ACCESS-PASSPHRASE KC-API-SIGN API-Sign X-BAPI-SIGN
  OK-ACCESS-KEY X-GEMINI-APIKEY X-ELS-APIKey X-ELS-Insttoken X-TBA-Auth-Key X-Postmark-Server-Token
  X-Rollbar-Access-Token X-Insert-Key X-Query-Key X-License-Key Stripe-Account OpenAI-Organization
  OpenAI-Project Xero-Tenant-Id Dropbox-API-Select-User X-Sentry-Auth Impersonate-User Impersonate-Group Sudo
  X-Goog-Authenticated-User-Email X-Goog-IAP-JWT-Assertion X-Goog-AuthUser Tailscale-User-Login
  Cf-Access-Authenticated-User-Email X-authentik-username X-Forwarded-Preferred-Username X-SSL-Client-Cert
  Client-Cert X-Forwarded-Client-Cert x-vercel-protection-bypass npm-otp hue-application-key x-app-id x-app-key
  X-Account-Id X-Customer-Id X-Org-Id X-User X-Api-Token X-Secret X-Client-Secret X-Signature
  X-Hub-Signature-256 X-Session-Id Mcp-Session-Id X-Password X-Pass Token Key Auth Session Sid X-Security-Key
  X-Kubernetes-Token X-Gitlab-Token X-Gitea-OTP X-GitHub-OTP X-Discogs-Token X-NewRelic-Key X-Bugsnag-Api-Key
  Bugsnag-Api-Key X-Finnhub-Token X-Finnhub-Secret X-Transmission-Session-Id X-Supervisor-Token X-HA-Access
  X-LC-Key X-LC-Id X-Avatax-UID X-API-USER PayPal-Auth-Assertion X-Recurly-Token GData-Key X-GData-Key
  X-Storage-Token X-Zumo-Auth X-Zumo-Application X-Kii-AppKey X-Kii-AppID X-DreamFactory-API-Key
  X-DreamFactory-Session-Token X-Qiniu-Token X-Contentful-Token X-Typeform-Key x-typesense-api-key
  X-Meili-API-Key X-Pinecone-API-Key X-Cassandra-Token anthropic-api-key x-api-key X-Lambda-Auth ApiKeyAuth X-BC-Token
  x-bb-api-key X-Aws-Ec2-Metadata-Token X-Wallarmapi-Token X-Wallarmapi-Secret X-Cisco-Meraki-API-Key
  X-SDS-AUTH-TOKEN
`);

const HARMLESS_FIELDS = list(`
  x-csrf-token x-xsrf-token csrf-token idempotency-key x-idempotency-key accept accept-language accept-encoding
  user-agent x-user-agent x-request-id x-correlation-id traceparent tracestate x-trace-id x-amzn-trace-id
  x-b3-traceid if-match if-none-match range origin referer host content-type content-length content-encoding
  cache-control pragma from date via forwarded x-forwarded-for x-forwarded-host x-forwarded-proto x-real-ip
  x-requested-with dnt sec-fetch-site sec-fetch-mode sec-fetch-user sec-ch-ua sec-gpc sec-websocket-key
  upgrade-insecure-requests priority te connection keep-alive save-data x-device-type x-client-version
  x-client-name x-app-version x-api-version api-version notion-version stripe-version square-version
  x-github-api-version anthropic-version anthropic-beta x-ms-date x-ms-version x-ms-client-request-id
  x-ms-continuation x-amz-date x-amz-content-sha256 x-amz-target surrogate-key x-cache-key cache-key
  x-partition-key x-sort-key x-page-token x-next-token x-sync-token x-continuation-token x-atlassian-token
  token-type x-token-type x-user-locale x-user-timezone x-user-language x-timezone x-locale x-session-affinity
  author x-author keywords x-keywords x-keyboard-layout tokenize x-tokenizer monkey x-monkey x-passenger-count
  x-design x-signal x-assignment x-compass authority :authority x-authored-by expect max-forwards prefer dpr
  viewport-width width ect rtt downlink baggage sentry-trace x-datadog-trace-id newrelic x-cloud-trace-context
  x-http-method-override x-forwarded-port x-forwarded-prefix accept-datetime a-im access-control-request-method
  access-control-request-headers x-pingback x-purpose purpose kbn-xsrf jenkins-crumb x-wp-nonce
  x-super-properties paypal-request-id x-bin-meta content-md5 digest want-digest link last-event-id early-data
  alt-used service-worker x-moz x-vault-namespace x-routing-key x-dedup-key x-sidebar x-consider x-secretary
  x-turkey x-hotkey x-max-tokens x-password-policy x-auth-type x-session-count cookie-consent x-cookie-policy
  x-feature-key x-code-version x-country-code x-zip-code x-user-country x-accounting x-organizer x-membership
  x-public-key
`);

const CREDENTIAL_PARAMETERS = list(`
  token key auth sid jwt sig signature X-Amz-Signature X-Amz-Credential X-Amz-Security-Token X-Goog-Signature
  X-Goog-Credential client_secret subscription-key access_token id_token refresh_token code password pwd passwd
  secret session sessionid PHPSESSID JSESSIONID apikey api_key apiKey api-key appid app_key app_id hapikey otp
  ticket accessToken authToken auth_token sessionToken private_token job_token personal_access_token
  bearer_token AWSAccessKeyId GoogleAccessId Signature Key-Pair-Id oauth_token oauth_signature
  oauth_consumer_key sas_token SAMLResponse client_assertion assertion sign hmac user_token usertoken token[]
  auth[token] user.password credential userkey user_key pass passphrase secret_key accesskey access_key_id
  licensekey license_key client_id wstoken crtoken subscription_key x-api-key api_token apitoken jsessionid
  sessid session_id session_key login_token magic_token invite_token reset_token unsubscribe_token device_token
  webhook_secret app_secret consumer_key consumer_secret publishable_key google_key
`);

const HARMLESS_PARAMETERS = list(`
  keyword keywords tokenize monkey author authors author_id authority keyboard sort_key sortKey sortkey
  page_token pageToken nextPageToken next_token continuation_token cursor sync_token syncToken idempotency_key
  cache_key partition_key primary_key foreign_key group_key object_key issue_key project_key translation_key
  lookup_key start_key startkey endkey end_key token_type token_count max_tokens country_code zip_code postcode
  codec encode design signal assign signup passenger passengers side sidebar consider secretary turkey donkey
  hockey hotkey hot_key user user_id username email q query page limit offset sort order lang locale id ids name
  fields include filter from to date start end since until format type category tag tags signed session_type
  sessions password_policy csrf_token authenticity_token csrfmiddlewaretoken __RequestVerificationToken _csrf
  nonce state redirect_uri scope response_type grant_type algorithm X-Amz-Algorithm X-Amz-Date X-Amz-Expires
  X-Amz-SignedHeaders expires version v utm_source keyset keys keyName key_name tokens tokenized
  broken_token_count compass passage bypass_cache passive assignee signature_version sigAlg oauth_version
  cookie_consent inside residence sidewalk author_key work_key team_key account account_id customer tenant
  organization
`);

const HARMLESS_RESPONSE_FIELDS = list(`
  etag date server content-type content-length last-modified cache-control expires age vary link location
  x-oauth-scopes x-accepted-oauth-scopes github-authentication-token-expiration x-github-request-id
  x-ratelimit-limit x-ratelimit-remaining x-ratelimit-used surrogate-key x-cache x-cache-key x-amz-cf-id
  x-amz-id-2 x-amz-request-id cf-ray set-cookie access-control-allow-credentials access-control-allow-headers
  www-authenticate x-user-id x-account retry-after server-timing strict-transport-security
  content-security-policy x-frame-options alt-svc public-key-pins x-amz-server-side-encryption-aws-kms-key-id
  x-runtime x-powered-by cross-origin-opener-policy origin-agent-cluster report-to nel permissions-policy
  content-digest repr-digest accept-ranges content-range docker-content-digest x-total-count x-next-page
`);

describe("a request field that says as whom is asked separates users", () => {
  it.each(CREDENTIAL_FIELDS)("%s, in any case", (name) => {
    expect([name, name.toLowerCase(), name.toUpperCase()].map(separatesUsers)).toEqual([true, true, true]);
  });

  it.each(HARMLESS_FIELDS)("%s separates nobody", (name) => {
    expect([name, name.toLowerCase(), name.toUpperCase()].map(separatesUsers)).toEqual([false, false, false]);
  });
});

describe("a parameter that carries a credential", () => {
  it.each(CREDENTIAL_PARAMETERS)("%s", (name) => {
    expect(isCredentialParameter(name)).toBe(true);
  });

  it.each(HARMLESS_PARAMETERS)("%s carries none", (name) => {
    expect(isCredentialParameter(name)).toBe(false);
  });
});

describe("a response field that carries a credential", () => {
  it.each(HARMLESS_RESPONSE_FIELDS)("%s carries none", (name) => {
    expect(isCredentialField(name)).toBe(false);
  });

  it.each(["X-Subject-Token", "x-auth-token", "X-Session-Id", "Authentication-Info"])("%s does", (name) => {
    expect(isCredentialField(name)).toBe(true);
  });
});

describe("any name", () => {
  it("has an answer, and the same one the second time", () => {
    for (const name of ["", "-", "_", "x", "1", "ÄÖ", "[]", "key1", `${"A".repeat(100_000)}b`])
      expect(isCredentialParameter(name)).toBe(isCredentialParameter(name));
    expect([isCredentialParameter("key1"), isCredentialParameter("")]).toEqual([true, false]);
  });

  it("is forgotten where there are too many, not mistaken", () => {
    for (let count = 0; count < 5_000; count += 1)
      expect(isCredentialParameter(`token${count}x`)).toBe(false);
    expect(isCredentialParameter("token")).toBe(true);
  });
});
