'use strict';
// The command: reads the arguments, and starts the server of a document.

const APPS = { otp: () => require('./otp'), library: () => require('./library') };

async function main([kind, port, ...rest]) {
  if (kind === '--bugs' && APPS[port]) {
    require.resolve('fastify'); // fails without `setup`
    return;
  }
  if (!APPS[kind] || !/^\d+$/.test(port ?? '') || rest.length > 0) {
    console.error('usage: start otp|library PORT');
    process.exit(2);
  }
  const address = await APPS[kind]()().listen({ port: Number(port), host: '127.0.0.1' });
  console.log(`listening on ${address}`);
}

main(process.argv.slice(2));
