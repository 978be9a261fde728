import type { Handlers } from './handler-types.ts';
import type { MockIo } from './world.ts';

/** A collection with a target that is up and one that is not; the same for every scope. */
export function collectionHandlers(io: MockIo) {
  return {
    'collection.get': ({ params: { scope } }) => {
      const tenant = scope.split(/[.@]/)[0] ?? scope;
      const at = new Date(io.now()).toISOString();
      const target = {
        labels: { job: 'checkout', namespace: 'shop-prod' },
        lastScrape: at,
        intervalSeconds: 15,
        timeoutSeconds: 10,
        refusedSamples: 0,
      };
      const choice = { refusal: null, namespaceLabel: null, namespaces: [] };
      return {
        scope,
        jobs: [
          {
            tenant,
            name: 'checkout',
            dropped: 0,
            errors: [],
            targets: [
              {
                ...target,
                url: 'http://checkout-1:8080/metrics',
                instance: 'checkout-1:8080',
                health: 'up',
                lastError: '',
                durationSeconds: 0.012,
                samples: 412,
              },
              {
                ...target,
                url: 'http://checkout-2:8080/metrics',
                instance: 'checkout-2:8080',
                health: 'down',
                lastError:
                  'Get http://checkout-2:8080/metrics: the target cannot be connected to (ECONNREFUSED)',
                durationSeconds: 0.001,
                samples: 0,
              },
            ],
          },
        ],
        receivers: [
          {
            receiver: 'otlp-metrics',
            tenant,
            pushes: 12,
            failedPushes: 1,
            bytes: 48_000,
            taken: 2_400,
            refused: 3,
          },
        ],
        stores: [
          {
            kind: 'metrics',
            tenant,
            series: 1_204,
            active: 1_100,
            entries: 2_400_000,
            sizeBytes: 5_200_000,
            bytesPerEntry: 1.93,
            rawBytes: null,
            oldest: new Date(io.now() - 86_400_000).toISOString(),
            newest: at,
            retention: '15d',
            retentionBytes: null,
          },
        ],
        disk: { isFull: false, freeBytes: 80_000_000_000 },
        push: { metrics: choice, logs: choice },
      };
    },
  } satisfies Partial<Handlers>;
}
