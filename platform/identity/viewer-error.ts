import { AppError } from '../errors/app-error.ts';
import type { ViewerRefusal } from './authentication.ts';

/** What `REASON_HEADER` says when the token of a data source was taken and who looks was not. */
export const VIEWER_REASONS = {
  missing: 'viewer-missing',
  unknown: 'viewer-unknown',
  forged: 'viewer-forged',
} as const satisfies Readonly<Record<ViewerRefusal['reason'], string>>;

const WORDS: Readonly<Record<ViewerRefusal['reason'], string>> = {
  missing:
    'the token of a Grafana data source asks for who looks: set send_user_header in [dataproxy] of Grafana (X-Grafana-User), or let it sign (X-Grafana-Id)',
  unknown: 'who looks in Grafana is no user of tocsin who may sign in',
  forged: 'who looks is not signed by the Grafana of this service, or two names were given',
};

/** The refusal as it is answered: `scope_denied`, with the reason by which we know it again through Grafana. */
export function viewerError({ reason }: ViewerRefusal): AppError {
  return new AppError('scope_denied', WORDS[reason], { reason: VIEWER_REASONS[reason] });
}
