// @generated from openapi/password-otp.yaml by `cargo xtask generate`: edit the document, not this file.

/**
 * Types of LoginRadius Retrieve Password reset OTP, version 0.1.0.
 *
 * A type is the same in requests and responses unless it has properties that are `readOnly` or `writeOnly`: then the type of requests is `NAMERequest`. A newer server may send values that the unions do not list.
 */
export {};

/** Whose password is to be reset. */
export type PasswordResetOtpRequest = {
  /** The user's phone number. */
  Phone: string;
};

/** The OTP was requested. */
export type PasswordResetOtpResponse = {
  /** Whether the request was accepted. */
  IsPosted: boolean;
  Data: OtpReceipt;
};

/** The ids of the message that carries the OTP. */
export type OtpReceipt = {
  /** The id of the account that the message is sent from. */
  AccountSid: string;
  /** The id of the message. */
  Sid: string;
};

/** Why the request was rejected. */
export type ApiError = {
  /** The provider's code of the error. */
  ErrorCode: number;
  /** The meaning of the code. */
  Message: string;
  /** The error in this request. */
  Description: string;
  /** Whether the error comes from a provider behind the API. */
  IsProviderError?: boolean;
  /** The response of that provider, if there is one. */
  ProviderErrorResponse?: string | null;
};

/** The operations by path and method. */
export interface paths {
  "/identity/v2/auth/password/otp": {
    parameters: { query?: never; header?: never; path?: never; cookie?: never };
    post: operations["RequestOTPForPasswordReset"];
  };
}

/** The requests that the provider of the API sends, by name and method. */
export interface webhooks {
}

/** The schemas by their names in the document. */
export interface components {
  schemas: {
    PasswordResetOtpRequest: PasswordResetOtpRequest;
    PasswordResetOtpResponse: PasswordResetOtpResponse;
    OtpReceipt: OtpReceipt;
    ApiError: ApiError;
  };
  responses: never;
  parameters: never;
  requestBodies: never;
  headers: never;
  pathItems: never;
}

/** The parameters, bodies and responses of each operation. */
export interface operations {
  /**
   * Retrieve Password reset OTP
   *
   * Requests an OTP for resetting the Password using the User's Phone number.
   */
  RequestOTPForPasswordReset: {
    parameters: {
      query?: {
        /**
         * SMS Template
         *
         * @example "SMS-Template"
         */
        smstemplate?: string;
        /** Google reCAPTCHA response parameter which will be sent to the server for verification. */
        "g-recaptcha-response"?: string;
        /** Google reCAPTCHA Response */
        g_recaptcha_response?: string;
        /** hCaptcha Response */
        "h-captcha-response"?: string;
        /**
         * QQ Captcha ticket (required if Bot Protection is enabled)
         *
         * @example "03AGdBq24eJ9O8dpLsw0Pr0OTtWfkmK34K0jQde"
         */
        qq_captcha_ticket?: string;
        /**
         * QQ Captcha rand string (required if Bot Protection is enabled)
         *
         * @example "03AGdBq24eJ9O8dpLsw0Pr0OTtWfkmK34K0jQde"
         */
        qq_captcha_randstr?: string;
        /**
         * Boolean flag to enforce sending SMS content via Voice.
         *
         * @example true
         */
        isvoiceotp?: boolean;
      };
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** The phone number that the OTP is sent to. */
    requestBody: {
      content: {
        "application/json": PasswordResetOtpRequest;
      };
    };
    responses: {
      /** The OTP was requested. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/json": PasswordResetOtpResponse;
        };
      };
      /** A parameter is not formatted correctly. */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/json": ApiError;
        };
      };
      /** The API key is unauthorized. */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/json": ApiError;
        };
      };
      /** Too many requests were sent in a given time. */
      429: {
        headers: {
          /** The seconds to wait before the next request. */
          "Retry-After"?: number;
          [name: string]: unknown;
        };
        content: {
          "application/json": ApiError;
        };
      };
      /** Something went wrong while the request was processed. */
      500: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/json": ApiError;
        };
      };
    };
  };
}
