import apm from "elastic-apm-node";

let transaction;

export async function start() {
  apm.start({
    serviceName: "tests",
    disableSend: true,
    captureExceptions: false,
    logLevel: "off",
    centralConfig: false,
    cloudProvider: "none",
  });
  transaction = apm.startTransaction("tests");
}

export async function stop() {
  transaction.end();
  await apm.destroy();
}

export async function spans() {
  return transaction === undefined ? 0 : 1;
}
