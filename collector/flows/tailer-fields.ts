import { type Static, Type } from 'typebox';

const closed = { additionalProperties: false } as const;

/** Files on the nodes of a cluster: a HostTailer of the logging operator's extensions. */
export const TailerFields = Type.Object(
  {
    files: Type.Array(
      Type.Object(
        {
          name: Type.String({ pattern: '^[a-z0-9]([-a-z0-9]{0,38}[a-z0-9])?$' }),
          path: Type.String({
            pattern: '^/var/log/[A-Za-z0-9._/*-]{1,200}$',
            description: 'Below /var/log, absolute; * stands for any text',
          }),
        },
        closed,
      ),
      { minItems: 1, maxItems: 50 },
    ),
  },
  closed,
);
export type TailerFields = Static<typeof TailerFields>;
