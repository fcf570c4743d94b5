'use strict';
// The bugs of the library's server, by name. One of them at a time is switched on.
//
// A bug is an object with some of these functions and values:
//   document(api)              changes the document before it is read
//   store(store)               changes methods of the store
//   middleware(request, response, next)  runs before all other middleware
//   validated(request, response, next)   runs after validation
//   authenticate(request)      replaces the check of the token
//   jsonTypes                  media types that are parsed as JSON
//   formats                    the mode of ajv-formats

module.exports = {
  ...require('./bounds'),
  ...require('./wire'),
  ...require('./states'),
  ...require('./lists'),
  ...require('./values'),
  ...require('./authentication'),
};
