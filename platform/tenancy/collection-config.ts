import { Type } from 'typebox';
import { DISCOVER_MODES, type DiscoverMode } from './cluster-collection.ts';

/** How metrics of a cluster are collected, as the file declares it. */
export const CollectionConfig = Type.Object(
  {
    discover: Type.Unsafe<DiscoverMode>(
      Type.Union(
        DISCOVER_MODES.map((mode) => Type.Literal(mode)),
        {
          default: 'off',
          description:
            'What the built-in collector takes of the cluster itself: off, annotations, monitors, both',
        },
      ),
    ),
    labels: Type.Unsafe<Readonly<Record<string, string>>>({
      ...Type.Record(Type.String(), Type.String()),
      default: {},
      description: "What the cluster's operator selects monitors by",
    }),
  },
  { additionalProperties: false, default: {}, description: 'How metrics of it are collected' },
);
