'use strict';
// Bugs in the check of the token.

const { json } = require('./change');

const TOKEN = 'library-token';

/** A bug in the check of the header `Authorization`, which the validator no longer checks by itself. */
function check(accepts) {
  return {
    document(api) {
      api.components.securitySchemes.librarian = { type: 'apiKey', in: 'header', name: 'Authorization' };
    },
    authenticate(request) {
      const [scheme, token = ''] = (request.get('authorization') ?? '').split(' ');
      return accepts(scheme, token);
    },
  };
}

function isBearer(scheme) {
  return scheme.toLowerCase() === 'bearer';
}

module.exports = {
  'token-prefix-accepted': check((scheme, token) => isBearer(scheme) && token !== '' && TOKEN.startsWith(token)),
  'token-extended-accepted': check((scheme, token) => isBearer(scheme) && token.startsWith(TOKEN)),
  'token-case-ignored': check((scheme, token) => isBearer(scheme) && token.toLowerCase() === TOKEN),
  'any-token-accepted': check((scheme, token) => isBearer(scheme) && token !== ''),
  'empty-token-accepted': check((scheme, token) => isBearer(scheme) && (token === '' || token === TOKEN)),
  'scheme-case-sensitive': check((scheme, token) => scheme === 'Bearer' && token === TOKEN),
  'other-scheme-accepted': check((scheme, token) => token === TOKEN),
  'token-missing-403': json((request, response, body) => {
    if (response.statusCode !== 401 || request.get('authorization')) return body;
    response.status(403).removeHeader('WWW-Authenticate');
    return { code: 403, message: body.message };
  }),
  'wrong-token-404': json((request, response, body) => {
    if (response.statusCode !== 401 || !request.get('authorization')) return body;
    response.status(404).removeHeader('WWW-Authenticate');
    return { code: 404, message: 'There is no such resource.' };
  }),
  'delete-without-token': {
    document(api) {
      api.paths['/members/{memberId}'].delete.security = [];
    },
  },
  'loan-without-token': {
    document(api) {
      api.paths['/loans/{loanId}'].get.security = [];
    },
  },
};
