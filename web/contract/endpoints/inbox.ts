import { PageQuery, pageOf } from '../common.ts';
import { endpoint, SIGNED_IN } from '../endpoint.ts';
import { InboxCount, InboxEntry, InboxRead } from '../inbox.ts';

/** One's own inbox. */
export const inboxEndpoints = {
  'inbox.list': endpoint({
    method: 'GET',
    path: '/api/v1/me/inbox',
    summary: "One's own inbox, newest first",
    tag: 'inbox',
    requires: SIGNED_IN,
    query: PageQuery,
    answer: pageOf(InboxEntry),
    status: 200,
  }),
  'inbox.unread': endpoint({
    method: 'GET',
    path: '/api/v1/me/inbox/unread',
    summary: "How many entries of one's own inbox are unread",
    tag: 'inbox',
    requires: SIGNED_IN,
    answer: InboxCount,
    status: 200,
  }),
  'inbox.read': endpoint({
    method: 'POST',
    path: '/api/v1/me/inbox/read',
    summary: "Mark entries of one's own inbox as read; answers what is left",
    tag: 'inbox',
    requires: SIGNED_IN,
    body: InboxRead,
    answer: InboxCount,
    status: 200,
  }),
} as const;
