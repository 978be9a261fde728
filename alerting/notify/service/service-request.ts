/** What is posted to a service: JSON, or a body as it is. */
export type ServiceRequest =
  | { readonly url: string; readonly body: object }
  | { readonly url: string; readonly raw: { readonly type: string; readonly bytes: Uint8Array } };
