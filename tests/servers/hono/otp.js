'use strict';
// The server of `password-otp.yaml`.

const { randomBytes } = require('node:crypto');
const { OpenAPIHono, createRoute, z } = require('@hono/zod-openapi');
const { HTTPException } = require('hono/http-exception');

// The provider's public table of error codes.
const CODES = {
  400: [908, 'A parameter is not formatted correctly'],
  403: [901, 'The API key is unauthorized'],
};
const UNAUTHORIZED =
  'The provided LoginRadius API key is invalid or is not authorized, please use a valid or authorized LoginRadius API key or check the API key for your LoginRadius account.';

const text = z.string().optional();
const json = (schema, description) => ({ description, content: { 'application/json': { schema } } });
const apiError = z.object({ ErrorCode: z.int32(), Message: z.string(), Description: z.string() });

const route = createRoute({
  method: 'post',
  path: '/identity/v2/auth/password/otp',
  request: {
    query: z.object({
      smstemplate: text,
      'g-recaptcha-response': text,
      g_recaptcha_response: text,
      'h-captcha-response': text,
      qq_captcha_ticket: text,
      qq_captcha_randstr: text,
      isvoiceotp: z.enum(['true', 'false']).optional(),
    }),
    body: { required: true, ...json(z.object({ Phone: z.string().regex(/^\+[1-9][0-9]{1,14}$/) }), 'The phone.') },
  },
  responses: {
    200: json(z.object({ IsPosted: z.boolean(), Data: z.object({ AccountSid: z.string(), Sid: z.string() }) }), 'Sent.'),
    400: json(apiError, 'The request is not valid.'),
    403: json(apiError, 'The key is not valid.'),
  },
});

/** The application. */
module.exports = function otp() {
  const app = new OpenAPIHono({ defaultHook: (result, context) => (result.success ? undefined : invalid(context, result.error)) });
  app.onError((error, context) => {
    const status = error instanceof HTTPException ? error.status : 500;
    return failed(context, status, error.message);
  });
  app.notFound((context) => failed(context, 404, 'There is no such path.'));
  app.use('/identity/*', async (context, next) => {
    const key = context.req.query('apikey');
    if (!key) throw new HTTPException(400, { message: 'The apikey is a required parameter.' });
    if (key !== 'demo') throw new HTTPException(403, { message: UNAUTHORIZED });
    await next();
  });
  app.openapi(route, (context) => {
    const Data = { AccountSid: `AC${randomBytes(16).toString('hex')}`, Sid: `SM${randomBytes(8).toString('hex')}` };
    return context.json({ IsPosted: true, Data }, 200);
  });
  return app;
};

function invalid(context, error) {
  const { path, message } = error.issues[0];
  return failed(context, 400, `${path.join('.')}: ${message}`);
}

function failed(context, status, Description) {
  const [ErrorCode, Message] = CODES[status] ?? [status, 'The request failed'];
  return context.json({ ErrorCode, Message, Description }, status);
}
