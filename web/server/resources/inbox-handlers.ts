import type { Inbox } from '../../../alerting/inbox/inbox.ts';
import type { InboxEntry } from '../../../alerting/inbox/inbox-entry.ts';
import { parseSaid } from '../../../dashboards/reports/report-reasons.ts';
import type * as contract from '../../contract/inbox.ts';
import type { Handlers } from '../register-api.ts';
import { instant, pageRequest, presentPage } from './present.ts';
import { presentReasons } from './report-handlers.ts';

type InboxHandlers = Pick<Handlers, Extract<keyof Handlers, `inbox.${string}`>>;

/** One's own inbox over HTTP. */
export function inboxHandlers(inbox: Inbox): InboxHandlers {
  return {
    'inbox.list': async ({ query }, context) =>
      presentPage(await inbox.list(context.caller().principal, pageRequest(query)), presentEntry),
    'inbox.unread': async (_, context) => ({
      unread: await inbox.unread(context.caller().principal),
    }),
    'inbox.read': async ({ body }, context) => {
      const { principal } = context.caller();
      await inbox.markRead(principal, body);
      return { unread: await inbox.unread(principal) };
    },
  };
}

function presentEntry(entry: InboxEntry): contract.InboxEntry {
  const { id, owner, project, environment, incidentId, ruleId, purpose, title, severity } = entry;
  const { message, reasons } = parseSaid(entry.said);
  return {
    id,
    owner,
    project,
    environment,
    incidentId,
    ruleId,
    purpose,
    title,
    severity,
    at: instant(entry.atMs),
    readAt: entry.readAtMs === null ? null : instant(entry.readAtMs),
    channelId: entry.channelId,
    reportId: entry.reportId,
    message,
    reasons: presentReasons(reasons),
  };
}
