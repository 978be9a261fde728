import type { ChannelLanguage } from '../../alerting/channels/channel.ts';
import type { Incident } from '../../alerting/incidents/incident.ts';
import type { LinkRefusal, LinkView } from '../../alerting/message-links/message-link-service.ts';
import { escapeHtml } from '../../alerting/notify/email/mail-html.ts';

/** The page of a link: what it would do, that it is done, or why it does nothing. No script, nothing loaded. */
export function messageLinkPage(view: LinkView, isDone: boolean): string {
  if (view.kind === 'refused') {
    const words = WORDS[view.language];
    return page(view.language, words.nothing, `<p>${words.refused[view.reason]}</p>`);
  }
  const { link, incidents, receiver } = view;
  const [incident] = incidents;
  const words = WORDS[link.language];
  const place = [incident.owner, incident.project, incident.environment].filter((one) => one);
  const named =
    link.action === 'acknowledge-all'
      ? listOf(incidents, words)
      : `<dt>${words.incident}</dt><dd>${escapeHtml(incident.title)}</dd>
<dt>${words.severity}</dt><dd>${escapeHtml(incident.severity)}</dd>
<dt>${words.place}</dt><dd>${escapeHtml(place.join(' / '))}</dd>`;
  const about = `<dl>${named}
<dt>${words.sentTo}</dt><dd>${escapeHtml(receiver)}</dd></dl>`;
  const { title, button, done } = words[link.action];
  if (isDone) return page(link.language, done, `${about}<p>${words.recorded}</p>`);
  const form = `<form method="post"><input type="hidden" name="confirm" value="yes">
<button type="submit">${button}</button></form>`;
  return page(link.language, title, `${about}${form}<p>${words.once}</p>`);
}

/** Named on the page; how many there are is said in any case. */
const MOST_NAMED = 20;

function listOf(incidents: readonly Incident[], words: PageWords): string {
  const named = incidents
    .slice(0, MOST_NAMED)
    .map(({ severity, title }) => `${escapeHtml(severity)} · ${escapeHtml(title)}`);
  const more = incidents.length > MOST_NAMED ? ['…'] : [];
  return `<dt>${words.incidents}</dt><dd>${incidents.length}<br>${[...named, ...more].join('<br>')}</dd>`;
}

/** The act itself could not be done; the link still can be used. */
export function messageLinkFailure(language: ChannelLanguage): string {
  return page(language, WORDS[language].nothing, `<p>${WORDS[language].failed}</p>`);
}

const STYLE = `body{font:16px/1.5 system-ui,sans-serif;margin:0;background:#f4f5f7;color:#1c2024}
main{max-width:32rem;margin:10vh auto;padding:2rem;background:#fff;border-radius:.5rem;box-shadow:0 1px 4px #0002}
h1{font-size:1.25rem;margin:0 0 1rem}dl{display:grid;grid-template-columns:auto 1fr;gap:.25rem 1rem;margin:0 0 1.5rem}
dt{color:#60646c}dd{margin:0;overflow-wrap:anywhere}button{font:inherit;padding:.6rem 1.4rem;border:0;border-radius:.375rem;background:#1257b8;color:#fff;cursor:pointer}
button:focus-visible{outline:3px solid #7fb0ff}p{color:#60646c;margin:1rem 0 0}
@media(prefers-color-scheme:dark){body{background:#15171a;color:#eceef0}main{background:#1e2125}dt,p{color:#a0a6ad}}`;

function page(language: ChannelLanguage, title: string, content: string): string {
  return `<!doctype html><html lang="${language === 'zh' ? 'zh-CN' : 'en'}"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width"><meta name="robots" content="noindex">
<title>${title}</title><style>${STYLE}</style></head><body><main><h1>${title}</h1>${content}</main></body></html>`;
}

interface ActionWords {
  readonly title: string;
  readonly button: string;
  readonly done: string;
}

interface PageWords {
  readonly acknowledge: ActionWords;
  readonly silence: ActionWords;
  readonly 'acknowledge-all': ActionWords;
  readonly incident: string;
  readonly incidents: string;
  readonly severity: string;
  readonly place: string;
  readonly sentTo: string;
  readonly once: string;
  readonly recorded: string;
  readonly nothing: string;
  readonly failed: string;
  readonly refused: Readonly<Record<LinkRefusal, string>>;
}

const WORDS: Readonly<Record<ChannelLanguage, PageWords>> = {
  en: {
    acknowledge: {
      title: 'Acknowledge this incident?',
      button: 'Acknowledge',
      done: 'The incident is acknowledged',
    },
    silence: {
      title: 'Silence this incident for two hours?',
      button: 'Silence for two hours',
      done: 'The incident is silenced for two hours',
    },
    'acknowledge-all': {
      title: 'Acknowledge all of these incidents?',
      button: 'Acknowledge all',
      done: 'The incidents are acknowledged',
    },
    incident: 'Incident',
    incidents: 'Incidents that fire',
    severity: 'Severity',
    place: 'Where',
    sentTo: 'Message sent to',
    once: 'Nothing has been changed yet. This link works once.',
    recorded: 'Its timeline names the message that this link came with.',
    nothing: 'Nothing was changed',
    failed: 'The service could not do it just now. Try again in a moment.',
    refused: {
      unknown: 'This link is not valid, or what it was about is gone.',
      expired: 'This link has expired.',
      used: 'This link was used already.',
      switched_off: 'Links in messages are switched off here.',
      over: 'The incident is already over.',
    },
  },
  zh: {
    acknowledge: { title: '确认此告警事件？', button: '确认', done: '告警事件已确认' },
    silence: {
      title: '将此告警事件静默两小时？',
      button: '静默两小时',
      done: '告警事件已静默两小时',
    },
    'acknowledge-all': {
      title: '确认以下全部告警事件？',
      button: '全部确认',
      done: '告警事件已全部确认',
    },
    incident: '告警事件',
    incidents: '触发中的告警事件',
    severity: '级别',
    place: '位置',
    sentTo: '消息发送至',
    once: '尚未做任何更改。此链接只能使用一次。',
    recorded: '时间线中会注明此链接所在的消息。',
    nothing: '未做任何更改',
    failed: '服务暂时无法完成操作，请稍后重试。',
    refused: {
      unknown: '链接无效，或其对象已不存在。',
      expired: '链接已过期。',
      used: '链接已使用过。',
      switched_off: '此处已停用消息中的链接。',
      over: '告警事件已经结束。',
    },
  },
};
