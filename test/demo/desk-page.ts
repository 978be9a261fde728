import type { SinkMail } from '../support/smtp-sink.ts';
import type { SinkRequest } from '../support/webhook-sink.ts';

const style = `body{font:15px/1.5 system-ui,sans-serif;max-width:70rem;margin:2rem auto;padding:0 1rem}
pre{background:#8881;padding:.8rem;overflow:auto;white-space:pre-wrap}summary{cursor:pointer}
form{display:inline}:root{color-scheme:light dark}`;

/** The demo's page as HTML; it shows itself anew every three seconds. */
export function deskPage(
  depths: ReadonlyMap<string, number>,
  mails: readonly SinkMail[],
  webhooks: readonly SinkRequest[],
): string {
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>tocsin demo</title>
<meta http-equiv="refresh" content="3"><style>${style}</style></head><body>
<h1>tocsin demo</h1>
<h2>Queues</h2>${[...depths].map(lever).join('')}
<h2>Mail (${mails.length})</h2>${mails.toReversed().map(mailEntry).join('')}
<h2>Webhook calls (${webhooks.length})</h2>${webhooks.toReversed().map(callEntry).join('')}
</body></html>`;
}

function lever([tenant, depth]: readonly [string, number]): string {
  const buttons = [5, 70, 95].map(
    (value) =>
      `<form method="post" action="/depth?tenant=${encodeURIComponent(tenant)}&amp;depth=${value}">
<button>${value}</button></form>`,
  );
  return `<p><b>${escapeHtml(tenant)}</b>: ${depth} jobs wait; set to ${buttons.join(' ')}</p>`;
}

function mailEntry({ to, subject, text, receivedAtMs }: SinkMail): string {
  const title = `${clockTime(receivedAtMs)} to ${to.join(', ')}: ${subject}`;
  return entry(title, text);
}

function callEntry({ method, path, headers, body, receivedAtMs }: SinkRequest): string {
  const own = Object.entries(headers).filter(([name]) => /^(x-|tocsin|webhook)/.test(name));
  const lines = own.map(([name, value]) => `${name}: ${value}`);
  return entry(`${clockTime(receivedAtMs)} ${method} ${path}`, [...lines, '', body].join('\n'));
}

function entry(title: string, content: string): string {
  return `<details><summary>${escapeHtml(title)}</summary><pre>${escapeHtml(content)}</pre></details>`;
}

const clockTime = (atMs: number): string => new Date(atMs).toISOString().slice(11, 19);

function escapeHtml(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}
