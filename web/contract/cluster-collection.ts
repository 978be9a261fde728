import { Type } from 'typebox';

const closed = { additionalProperties: false } as const;

const discover = Type.Union(
  [
    Type.Literal('off'),
    Type.Literal('annotations'),
    Type.Literal('monitors'),
    Type.Literal('both'),
  ],
  { description: 'What the built-in collector takes of what the cluster says about itself' },
);
const labels = Type.Record(Type.String(), Type.String(), {
  description: "What the cluster's operator selects monitors by",
});

/** How metrics of a cluster are collected. */
export const ClusterCollection = Type.Object({ discover, labels }, closed);

export const ClusterCollectionInput = Type.Object(
  { discover: Type.Optional(discover), labels: Type.Optional(labels) },
  closed,
);
