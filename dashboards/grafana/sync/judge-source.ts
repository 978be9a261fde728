import type { DataSourceKind } from '../provision/data-source-spec.ts';

/** What is found when a data source is asked through Grafana. */
export interface SourceVerdict {
  /** Null: it works for those who may look. */
  readonly fault: string | null;
  /** We have taken the token. */
  readonly isTokenGood: boolean;
}

/** What the administrator of Grafana asks of each, which no right of a tenant is needed for. */
export const PROBES: Readonly<Record<DataSourceKind, string>> = {
  prometheus: '/api/v1/query?query=1%2B1&time=4',
  loki: '/loki/api/v1/query?query=vector(1)%2Bvector(1)&time=4000000000',
  alertmanager: '/api/v2/status',
};

/** We answer so (`web/server/callers.ts`) to a good token beside the name of somebody who is not ours. */
const NOBODY_OF_OURS = 'is no user of tocsin';
/** And so when no name came. */
const NO_NAME = 'asks for who looks';

/**
 * Judges what came back. The administrator of Grafana is nobody of ours, so being refused for that
 * reason is what a data source that works answers: it shows that the token was taken, and the name passed on.
 */
export function judgeSource({
  status,
  text,
}: {
  readonly status: number;
  readonly text: string;
}): SourceVerdict {
  if (status === 200 || (status === 403 && text.includes(NOBODY_OF_OURS))) {
    return { fault: null, isTokenGood: true };
  }
  if (status === 403 && text.includes(NO_NAME)) {
    const fault =
      'Grafana does not say who looks: set send_user_header = true in its section [dataproxy]';
    return { fault, isTokenGood: true };
  }
  if (status === 401) {
    return { fault: 'tocsin does not accept its token: it is written again', isTokenGood: false };
  }
  if (status >= 500) {
    const fault = `Grafana does not reach tocsin (status ${status}): check grafana.sync.baseUrl`;
    return { fault, isTokenGood: false };
  }
  return { fault: `status ${status}: ${text.slice(0, 200)}`, isTokenGood: false };
}
