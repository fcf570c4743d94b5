'use strict';
// The command: reads the arguments, and starts the server of a document.

const fs = require('node:fs');
const path = require('node:path');
const yaml = require('js-yaml');

const DOCUMENTS = {
  otp: { file: '../../../openapi/password-otp.yaml', app: () => require('./otp'), bugs: () => require('./otp_bugs') },
  library: { file: '../library.yaml', app: () => require('./library'), bugs: () => require('./library_bugs') },
};

function usage() {
  console.error('usage: start otp|library PORT [BUG]\n       start --bugs otp|library');
  process.exit(2);
}

function main([kind, port, name]) {
  if (kind === '--bugs' && DOCUMENTS[port]) {
    console.log(Object.keys(DOCUMENTS[port].bugs()).join('\n'));
    return;
  }
  const document = DOCUMENTS[kind];
  if (!document || !/^\d+$/.test(port ?? '')) usage();
  const bug = name ? document.bugs()[name] : {};
  if (!bug) usage();
  const api = yaml.load(fs.readFileSync(path.join(__dirname, document.file), 'utf8'));
  bug.document?.(api);
  const server = document.app()(api, bug).listen(Number(port), '127.0.0.1', () => {
    console.log(`listening on http://127.0.0.1:${server.address().port}`);
  });
}

main(process.argv.slice(2));
