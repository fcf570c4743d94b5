// Shows the document in Swagger UI. Requests go to this server instead of the provider's.
'use strict';

const DEFINITIONS = '/_sandbox/password-otp.d.ts';

const PREFER = {
  name: 'Prefer',
  in: 'header',
  description: 'A failure scenario of the sandbox, such as `code=500`, `captcha=qq`, `rate-limit`, `cut=body`.',
  schema: { type: 'string' },
};

// Shows the definitions between the request and the responses of the operation.
const definitions = (text) => ({
  wrapComponents: {
    responses: (Responses, { React: { createElement } }) => (props) =>
      createElement('div', {},
        createElement('div', { className: 'opblock-section typescript' },
          createElement('div', { className: 'opblock-section-header' },
            createElement('h4', { className: 'opblock-title' }, 'TypeScript definitions'),
            createElement('a', { href: DEFINITIONS, download: '' }, 'Download')),
          createElement('pre', { className: 'microlight', style: { margin: '20px', maxHeight: '24em', overflow: 'auto' } }, text)),
        createElement(Responses, props)),
  },
});

Promise.all([
  fetch('/openapi.json').then((response) => response.json()),
  fetch(DEFINITIONS).then((response) => response.text()),
])
  .then(([spec, text]) => {
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
      plugins: [definitions(text)],
      tryItOutEnabled: true,
      validatorUrl: 'none', // do not send the document to a validator
    });
  });
