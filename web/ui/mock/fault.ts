import type { ErrorDetail } from '../api/api-error.ts';

/** An error answer of the mock, in the service's shape. */
export class MockFault extends Error {
  override readonly name = 'MockFault';
  readonly status: number;
  readonly kind: string;
  readonly details: readonly ErrorDetail[];

  constructor(status: number, kind: string, message: string, details: readonly ErrorDetail[] = []) {
    super(message);
    this.status = status;
    this.kind = kind;
    this.details = details;
  }

  toResponse(): Response {
    const { kind, message, details } = this;
    return Response.json(
      { error: { kind, message, details, requestId: 'mock-request' } },
      {
        status: this.status,
        headers: this.status === 429 ? { 'retry-after': '30' } : {},
      },
    );
  }
}
