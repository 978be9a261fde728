import { type LokiLab, startLokiLab } from './loki-lab.ts';
import { twoTenantStreams } from './loki-streams.ts';
import { type ScriptedLoki, startScriptedLoki } from './scripted-loki.ts';

export interface TwoLokis {
  /** Of cluster eu1: both tenants. */
  readonly loki: ScriptedLoki;
  /** Of cluster us1: acme alone, and what nobody owns. */
  readonly second: ScriptedLoki;
  readonly lab: LokiLab;
  /** Both backends answer as at the start, and have seen nothing. */
  forget(): void;
  stop(): Promise<void>;
}

/** The scoped Loki API before two backends; acme is on both, globex on the first. */
export async function startTwoLokis(): Promise<TwoLokis> {
  const loki = await startScriptedLoki(twoTenantStreams());
  const second = await startScriptedLoki([
    { labels: { ns: 'acme-us', app: 'far', secret: 'of-acme-us' }, entries: [] },
    { labels: { ns: 'acme', app: 'far', secret: 'of-nobody' }, entries: [] },
  ]);
  const lab = await startLokiLab({
    clusters: { eu1: loki.url, us1: second.url, none: null },
    environments: {
      'acme.shop.prod': 'eu1/acme',
      'acme.far.prod': 'us1/acme-us',
      'globex.shop.prod': 'eu1/globex',
    },
    maxResponseBytes: 200_000,
    timeoutMs: 1_500,
  });
  return {
    loki,
    second,
    lab,
    forget: () => {
      loki.forget();
      second.forget();
    },
    stop: async () => {
      await lab.stop();
      await loki.stop();
      await second.stop();
    },
  };
}
