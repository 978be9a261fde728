import type { LinkRefusal } from '../../../dashboards/links/board-links.ts';

/** Why a link shows nothing, for people who have only the link. */
export const LINK_ENDS: Readonly<Record<LinkRefusal, readonly [en: string, zh: string]>> = {
  unknown: ['This link is not one of ours.', '此链接无效。'],
  expired: ['This link has expired. Ask for a new one.', '此链接已过期，请索取新的链接。'],
  withdrawn: [
    'This link was withdrawn by the owner of the dashboard.',
    '此链接已被仪表盘的所有者撤回。',
  ],
  gone: [
    'What this link shows is not there any more, or who gave it may no longer see it.',
    '此链接的内容已不存在，或给出链接的人已无权查看。',
  ],
};

export function statusOfEnd(reason: LinkRefusal): 404 | 410 {
  return reason === 'unknown' ? 404 : 410;
}

/** `en · zh`: who holds a link has said nothing of their language. */
export function wordsOfEnd(reason: LinkRefusal): string {
  return LINK_ENDS[reason].join(' ');
}
