import type { ErrorDetail } from '../../platform/errors/app-error.ts';
import { refuseFindings } from '../../platform/tenancy/refusals.ts';
import type { DashboardDraft } from './dashboard.ts';
import { DASHBOARD_LIMITS } from './dashboard-limits.ts';
import { judgeSource, type SourceFacts } from './judge-source.ts';
import { RefusedDashboard } from './refused-dashboard.ts';

/** What built-in dashboards are called in Grafana; nobody else's are. */
export const BUILT_IN_PREFIX = 'tocsin-';

/** A draft that can be kept, with what its text says. */
export interface JudgedDraft extends DashboardDraft {
  readonly facts: SourceFacts;
}

/** @throws AppError `invalid` with all findings. */
export function judgeDraft(draft: DashboardDraft): JudgedDraft {
  const judged = judgeSource(draft.source);
  const findings = [...checkFolder(draft.folder), ...checkMessage(draft.message)];
  if (judged.kind === 'kept') {
    refuseFindings(REFUSED, findings);
    return { ...draft, facts: judged.facts };
  }
  const details = [{ path: '/source', message: judged.message }, ...findings];
  throw new RefusedDashboard('invalid', judged, { details }, `${REFUSED}: `);
}

const REFUSED = 'The dashboard cannot be saved';

/** Names between slashes, without blanks around. */
export function checkFolder(folder: string): readonly ErrorDetail[] {
  const { folderChars } = DASHBOARD_LIMITS;
  const names = folder === '' ? [] : folder.split('/');
  const isGood = names.every((name) => name !== '' && name.trim() === name && !isOdd(name));
  if (isGood && folder.length <= folderChars) return [];
  const message = `expected names between slashes, such as Team/API, without blanks around, at most ${folderChars} characters`;
  return [{ path: '/folder', message }];
}

function checkMessage(text: string): readonly ErrorDetail[] {
  const { messageChars } = DASHBOARD_LIMITS;
  if (text.length <= messageChars && !isOdd(text)) return [];
  const message = `expected at most ${messageChars} characters on one line`;
  return [{ path: '/message', message }];
}

function isOdd(text: string): boolean {
  return /\p{Cc}/u.test(text) || !text.isWellFormed();
}
