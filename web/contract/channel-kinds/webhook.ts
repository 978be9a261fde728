import { Type } from 'typebox';
import { closed, inputCommon, writeOnly } from './common.ts';

const headerName = (description: string) =>
  Type.Optional(Type.String({ minLength: 1, maxLength: 100, description }));

export const WebhookChannelInput = Type.Object(
  {
    kind: Type.Literal('webhook'),
    ...inputCommon,
    url: writeOnly('URL', 2_048, 8),
    secret: writeOnly('HMAC key; a new one signs beside the old until that is cleared', 256, 16),
    format: Type.Optional(Type.Union([Type.Literal('tocsin'), Type.Literal('alertmanager-v4')])),
    maxBytes: Type.Optional(
      Type.Integer({
        minimum: 4_096,
        maximum: 1_048_576,
        description: 'What the receiver takes; longer bodies are shortened',
      }),
    ),
    headers: Type.Optional(
      Type.Array(Type.String({ maxLength: 2_200 }), {
        maxItems: 20,
        description: 'Name: value; write-only, leave out to keep the stored ones',
      }),
    ),
    hmacHeader: headerName('Header for a plain hex HMAC besides Standard Webhooks'),
    hmacTimestampHeader: headerName('Header for the seconds that this HMAC then begins with'),
    clientCertificate: writeOnly('PEM certificate to authenticate with', 32_768),
    clientKey: writeOnly('PEM key of the certificate', 32_768),
    ca: Type.Optional(
      Type.String({ minLength: 1, maxLength: 65_536, description: 'PEM certificates to trust' }),
    ),
  },
  closed,
);
