import { expect } from 'vitest';
import type { Report, ReportRun } from '../../web/contract/reports.ts';
import type { ApiClient } from './api-client.ts';
import { findPart, type MimeMessage, parseMimeMessage } from './mime-message.ts';
import { readPng } from './read-png.ts';
import type { SinkMail, SmtpSink } from './smtp-sink.ts';
import { waitUntil } from './wait-until.ts';

/** Keeps a dashboard and has it sent: at once, by the whole service. */
export async function sendReport(
  client: ApiClient,
  smtp: SmtpSink,
  { tenant, expression }: { readonly tenant: string; readonly expression: string },
): Promise<{ readonly report: Report; readonly mail: SinkMail }> {
  const base = `/api/v1/tenants/${tenant}`;
  const panel = (id: number, title: string, x: number, type: string) => ({
    ...{ id, title, type, gridPos: { x, y: 0, w: 12, h: 8 } },
    targets: [{ refId: 'A', expr: expression }],
  });
  const panels = [panel(1, '队列长度', 0, 'timeseries'), panel(2, 'Depth', 12, 'stat')];
  const source = JSON.stringify({ uid: 'queues', title: '订单队列', panels });
  await client.post(`${base}/dashboards`, { scope: tenant, folder: '', source });
  const to = `report@${tenant}.example`;
  const report = await client.post<Report>(`${base}/reports`, {
    ...{ name: '日报', enabled: true, dashboard: 'queues', scope: `${tenant}.shop` },
    ...{ variables: {}, range: 'last-24h', cron: '0 8 * * *', zone: 'Asia/Shanghai' },
    ...{ language: 'zh', theme: 'light', attachment: 'pdf' },
    recipients: { addresses: [to], channels: [] },
  });
  await client.post<ReportRun>(`${base}/reports/${report.id}/send`, { to: 'all' });
  const run = await waitUntil(
    async () => {
      const path = `${base}/reports/${report.id}/runs`;
      const { items } = await client.get<{ items: ReportRun[] }>(path);
      return items.find(({ attempts, state }) => attempts > 0 && !UNDER_WAY.test(state));
    },
    { what: 'the run', timeoutMs: 60_000 },
  );
  expect(run).toMatchObject({ state: 'sent', message: '', attempts: 1, recipients: 1 });
  const mail = await smtp.waitFor((one) => one.to.includes(to));
  return { report, mail };
}

const UNDER_WAY = /drawing|sending/;

/** The mail holds its pictures and the PDF, and Chinese is drawn, not boxes. */
export function expectReport(mail: SinkMail): Buffer {
  expect(mail.subject).toContain('日报: 订单队列');
  expect(mail.text).toContain('队列长度');
  const message = parseMimeMessage(mail.raw);
  const parts = flat(message);
  const pictures = parts.filter(({ contentType }) => contentType === 'image/png');
  expect(pictures).toHaveLength(2);
  for (const { headers, body } of pictures) {
    const id = (headers.get('content-id') ?? '').replaceAll(/[<>]/g, '');
    expect(mail.html).toContain(`src="cid:${id}"`);
    const { width, height, pixels } = readPng(body);
    expect(width).toBeGreaterThan(600);
    // The title, at the top left: its four signs are ink on more than a line of it.
    const inked = (row: number) =>
      Array.from({ length: 200 }, (_, x) => pixels[4 * (row * width + x)] ?? 255).filter(
        (red) => red < 128,
      ).length;
    const rows = Array.from({ length: Math.min(height, 64) }, (_, row) => inked(row));
    expect(rows.filter((ink) => ink > 4).length).toBeGreaterThan(8);
  }
  // The line of the one series that is the tenant's, in the first colour.
  const chart = readPng(pictures[0]?.body ?? Buffer.alloc(0)).pixels;
  expect(countOf(chart, [0x00, 0x72, 0xb2])).toBeGreaterThan(50);
  expect(mail.html).not.toMatch(/src="(?!cid:)/);
  const pdf = findPart(message, 'application/pdf')?.body ?? Buffer.alloc(0);
  const text = pdf.toString('latin1');
  expect(text.startsWith('%PDF-1.')).toBe(true);
  expect(text).toMatch(/\/FontName \/[A-Z]{6}\+NotoSansSC/);
  expect(text.match(/\/Subtype \/Image/g)?.length).toBeGreaterThanOrEqual(2);
  return pdf;
}

function countOf(pixels: Buffer, colour: readonly number[]): number {
  let count = 0;
  for (let at = 0; at < pixels.length; at += 4) {
    if (colour.every((part, index) => pixels[at + index] === part)) count += 1;
  }
  return count;
}

function flat(message: MimeMessage): readonly MimeMessage[] {
  return [message, ...message.parts.flatMap(flat)];
}
