'use strict';
// Bugs in headers, content types and encodings.

const { StoreError } = require('../store');
const { crash, json, method } = require('./change');

/** A bug in the header `Location`. */
function location(change) {
  return {
    middleware(request, response, next) {
      const send = response.location.bind(response);
      response.location = (path) => change(response, send, path);
      next();
    },
  };
}

function isTextBeyond(code, value) {
  return typeof value === 'string' && [...value].some((character) => character.codePointAt(0) > code);
}

module.exports = {
  'location-missing': location((response) => response),
  'location-nowhere': location((response, send, path) => send(path.replace(/s\//, '/'))),
  'total-count-missing': json((request, response, body) => {
    response.removeHeader('X-Total-Count');
    return body;
  }),
  'total-count-text': json((request, response, body) => {
    const count = response.get('X-Total-Count');
    if (count) response.set('X-Total-Count', `${count} books`);
    return body;
  }),
  'allow-missing': json((request, response, body) => {
    response.removeHeader('Allow');
    return body;
  }),
  'challenge-missing': json((request, response, body) => {
    response.removeHeader('WWW-Authenticate');
    return body;
  }),
  'error-is-html': {
    middleware(request, response, next) {
      const send = response.json;
      response.json = (body) => {
        if (response.statusCode < 400) return send.call(response, body);
        return response.type('html').send(`<!DOCTYPE html><title>Error</title><pre>${body.code}</pre>`);
      };
      next();
    },
  },
  'list-as-text': {
    middleware(request, response, next) {
      const type = response.type.bind(response);
      response.type = (media) => type(request.method === 'GET' && request.path === '/books' ? 'text/plain' : media);
      next();
    },
  },
  'json-as-text-accepted': {
    jsonTypes: ['application/json', 'text/plain'],
    document(api) {
      const { content } = api.paths['/books'].post.requestBody;
      content['text/plain'] = content['application/json'];
    },
  },
  'malformed-json-500': json((request, response, body) => {
    if (response.statusCode !== 400 || !request.rawBody || request.body !== undefined) return body;
    response.status(500);
    return { code: 500, message: 'Internal Server Error' };
  }),
  'missing-body-500': {
    document(api) {
      api.paths['/books'].post.requestBody.required = false;
    },
  },
  'unicode-mangled': method('createBook', (correct, draft) =>
    correct({ ...draft, title: Buffer.from(draft.title, 'utf8').toString('latin1') })),
  'emoji-500': method('createBook', (correct, draft) =>
    isTextBeyond(0xffff, draft.title) ? crash() : correct(draft)),
  'unicode-name-500': method('createMember', (correct, draft) =>
    isTextBeyond(0xff, draft.name) ? crash() : correct(draft)),
  'title-long-500': method('createBook', (correct, draft) => (draft.title.length > 128 ? crash() : correct(draft))),
  'note-long-cut': method('createLoan', (correct, draft) => correct({ ...draft, note: draft.note?.slice(0, 255) })),
  'apostrophe-500': method('createBook', (correct, draft) => (draft.title.includes("'") ? crash() : correct(draft))),
  'percent-encoding-not-decoded': {
    middleware(request, response, next) {
      if (/[?&]genre=[^&]*%/.test(request.url)) throw new StoreError(400, 'genre is not listed');
      next();
    },
  },
  'cover-as-text': {
    validated(request, response, next) {
      if (!Buffer.isBuffer(request.body)) return next();
      try {
        new TextDecoder('utf-8', { fatal: true }).decode(request.body);
      } catch {
        throw new StoreError(400, 'The picture is not UTF-8.');
      }
      next();
    },
  },
};
