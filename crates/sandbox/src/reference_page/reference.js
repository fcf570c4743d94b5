// Shows the document in Swagger UI. Requests go to this server instead of the provider's.
'use strict';

const PREFER = {
  name: 'Prefer',
  in: 'header',
  description: 'A failure scenario of the sandbox, such as `code=500`, `captcha=qq`, `rate-limit`, `cut=body`.',
  schema: { type: 'string' },
};

fetch('/openapi.json')
  .then((response) => response.json())
  .then((spec) => {
    spec.servers = [{ url: window.location.origin, description: 'This sandbox' }];
    for (const operations of Object.values(spec.paths)) {
      for (const operation of Object.values(operations)) {
        operation.parameters = [...(operation.parameters || []), PREFER];
      }
    }
    window.ui = window.SwaggerUIBundle({
      spec,
      dom_id: '#reference',
      docExpansion: 'full',
      tryItOutEnabled: true,
      validatorUrl: 'none', // do not send the document to a validator
    });
  });
