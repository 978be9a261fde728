import type { SendOutcome } from '../../alerting/notify/channel-kind.ts';
import type { JudgeService } from '../../alerting/notify/service/post-service.ts';
import { readAnswer } from '../../alerting/notify/service/service-answer.ts';

/** What a kind makes of an answer of its service, in one line: `retry service_rate_limited 60000`, `drop service_gone off`. */
export function toldByService(
  judge: JudgeService,
  status: number,
  body: object | string,
  headers: Readonly<Record<string, string>> = {},
): string {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  const result = { kind: 'answered', status, headers, isCut: false } as const;
  return lineOf(judge(readAnswer({ ...result, body: Buffer.from(text) }, 0)));
}

function lineOf(outcome: SendOutcome): string {
  if (outcome.kind === 'sent') return 'sent';
  const after =
    outcome.kind === 'retry' && outcome.afterMs !== undefined ? ` ${outcome.afterMs}` : '';
  const off = outcome.kind === 'drop' && outcome.disables ? ' off' : '';
  return `${outcome.kind} ${outcome.reason}${after}${off}`;
}
