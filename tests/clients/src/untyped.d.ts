// Clients that bring no types: what is used of them is said where it is used.
declare module "agent-base-6";
declare module "bent";
declare module "elastic-apm-node";
declare module "follow-redirects";
declare module "http-proxy-agent-5";
declare module "make-fetch-happen";
declare module "minipass-fetch";
declare module "needle";
declare module "node-fetch-2";
declare module "phin";
declare module "request";
declare module "simple-get";
declare module "superagent";
