import type { CollectedStore, CollectedTarget, ReceiverRate } from '../../contract/collection.ts';
import type { Handlers } from './handler-types.ts';
import type { MockIo } from './world.ts';

/** A collection with a target that is up and one that is not; the same for every scope. */
export function collectionHandlers({ now }: MockIo) {
  return {
    'collection.get': ({ params: { scope } }) => {
      const tenant = scope.split(/[.@]/)[0] ?? scope;
      const choice = { refusal: null, namespaceLabel: null, namespaces: [] };
      const targets = targetsAt(now());
      return {
        scope,
        jobs: [{ id: 'checkout', tenant, name: 'checkout', dropped: 0, errors: [], targets }],
        receivers: [otlpRate(tenant)],
        stores: [storeAt(now(), tenant)],
        disk: { isFull: false, freeBytes: 80_000_000_000 },
        push: { metrics: choice, logs: choice },
      };
    },
  } satisfies Partial<Handlers>;
}

function targetsAt(nowMs: number): CollectedTarget[] {
  const shared = {
    labels: { job: 'checkout', namespace: 'shop-prod' },
    lastScrape: new Date(nowMs).toISOString(),
    intervalSeconds: 15,
    timeoutSeconds: 10,
    refusedSamples: 0,
  };
  const broken = 'http://checkout-2:8080/metrics';
  return [
    {
      ...shared,
      url: 'http://checkout-1:8080/metrics',
      instance: 'checkout-1:8080',
      health: 'up',
      lastError: '',
      durationSeconds: 0.012,
      samples: 412,
    },
    {
      ...shared,
      url: broken,
      instance: 'checkout-2:8080',
      health: 'down',
      lastError: `Get ${broken}: the target cannot be connected to (ECONNREFUSED)`,
      durationSeconds: 0.001,
      samples: 0,
    },
  ];
}

function otlpRate(tenant: string): ReceiverRate {
  return {
    receiver: 'otlp-metrics',
    tenant,
    pushes: 12,
    failedPushes: 1,
    bytes: 48_000,
    taken: 2_400,
    refused: 3,
  };
}

function storeAt(nowMs: number, tenant: string): CollectedStore {
  return {
    kind: 'metrics',
    tenant,
    series: 1_204,
    active: 1_100,
    entries: 2_400_000,
    sizeBytes: 5_200_000,
    bytesPerEntry: 1.93,
    rawBytes: null,
    oldest: new Date(nowMs - 86_400_000).toISOString(),
    newest: new Date(nowMs).toISOString(),
    retention: '15d',
    retentionBytes: null,
  };
}
