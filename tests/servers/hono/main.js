'use strict';
// The command: reads the arguments, and starts the server of a document.

const { serve } = require('@hono/node-server');

const APPS = { otp: () => require('./otp'), library: () => require('./library') };

function main([kind, port, ...rest]) {
  if (kind === '--bugs' && APPS[port]) return;
  if (!APPS[kind] || !/^\d+$/.test(port ?? '') || rest.length > 0) {
    console.error('usage: start otp|library PORT');
    process.exit(2);
  }
  const { fetch } = APPS[kind]()();
  serve({ fetch, port: Number(port), hostname: '127.0.0.1' }, ({ address, port }) => {
    console.log(`listening on http://${address}:${port}`);
  });
}

main(process.argv.slice(2));
