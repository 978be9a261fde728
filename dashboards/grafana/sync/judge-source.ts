import type { ErrorKind } from '../../../platform/errors/error-registry.ts';
import { VIEWER_REASONS } from '../../../platform/identity/viewer-error.ts';
import type { SourceAnswer } from '../client/grafana-client.ts';
import type { DataSourceKind } from '../provision/data-source-spec.ts';

/** What is found when a data source is asked through Grafana. */
export interface SourceVerdict {
  /** Null: it works for those who may look. */
  readonly fault: string | null;
  /** We have taken the token. */
  readonly isTokenGood: boolean;
  /** We have seen the token, and do not accept it. */
  readonly isTokenRefused: boolean;
}

/** What the administrator of Grafana asks of each, which no right of a tenant is needed for. */
export const PROBES: Readonly<Record<DataSourceKind, string>> = {
  prometheus: '/api/v1/query?query=1%2B1&time=4',
  loki: '/loki/api/v1/query?query=vector(1)%2Bvector(1)&time=4000000000',
  alertmanager: '/api/v2/status',
};

/** Grafana's proxy of data sources says so, with status 400, instead of our 401. */
const NOT_TAKEN = 'Authentication to data source failed';

/**
 * Judges what came back. The administrator of Grafana is nobody of ours, or has no role in the tenant, so
 * that our refusal for that reason is what a data source that works answers: we take the token before we
 * look at the name. Our refusals are known by their reason, never by their words.
 */
export function judgeSource({ status, reason, text }: SourceAnswer): SourceVerdict {
  if (status === 200) return GOOD;
  if (status === 403 && reason !== null) return judgeRefusal(reason);
  if (status === 401 || (status === 400 && text.includes(NOT_TAKEN))) {
    return {
      fault: 'tocsin does not accept its token: it is written again',
      isTokenGood: false,
      isTokenRefused: true,
    };
  }
  if (status >= 500) {
    return failed(`Grafana does not reach tocsin (status ${status}): check grafana.sync.baseUrl`);
  }
  return failed(`status ${status}: ${text.slice(0, 200)}`);
}

function judgeRefusal(reason: string): SourceVerdict {
  switch (reason) {
    case VIEWER_REASONS.unknown:
    case SCOPE_DENIED:
      return GOOD;
    case VIEWER_REASONS.missing:
      return { ...GOOD, fault: NO_NAME };
    case VIEWER_REASONS.forged:
      return { ...GOOD, fault: NOT_SIGNED };
    default:
      return failed(`tocsin refuses what it asks (${reason})`);
  }
}

/** Somebody of ours without a role here. */
const SCOPE_DENIED: ErrorKind = 'scope_denied';

const NO_NAME =
  'Grafana does not say who looks: set send_user_header = true in its section [dataproxy]';
const NOT_SIGNED =
  'Grafana says who looks in a way that cannot be checked: check that grafana.url is the Grafana that signs';

const GOOD: SourceVerdict = { fault: null, isTokenGood: true, isTokenRefused: false };

function failed(fault: string): SourceVerdict {
  return { fault, isTokenGood: false, isTokenRefused: false };
}
