// The document → a page that tries requests on this server and not on the provider's.
'use strict';

const PREFER = {
  name: 'Prefer',
  in: 'header',
  description: 'Of the sandbox: a scenario, such as `code=500`, `captcha=qq`, `rate-limit`, `cut=body`.',
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
      validatorUrl: 'none', // it would be asked over the network
    });
  });
