import type { Clock } from '../../../platform/clock/clock.ts';
import type { DestinationRate, SendOutcome } from '../channel-kind.ts';
import type { PanelImage } from '../panel-image.ts';
import type { PictureLinks } from '../picture-links.ts';
import type { TenantOutbound } from '../tenant-outbound.ts';
import { judgeAnswer } from '../webhook/judge-answer.ts';
import { readAnswer, type ServiceAnswer } from './service-answer.ts';
import type { ServiceRequest } from './service-request.ts';

export interface ServiceParts {
  readonly outbound: TenantOutbound;
  /** False for destinations whose answers are not shown to tenants. Must not reject. */
  readonly isPublic: (url: URL) => Promise<boolean>;
  readonly clock: Clock;
  /** Draws what messages show; left out: they show nothing. */
  readonly panel?: PanelImage | undefined;
  /** For services that fetch pictures themselves; left out: they show none. */
  readonly pictureLinks?: PictureLinks | undefined;
  /** What people have set in place of a kind's own limits; left out, or undefined: those. */
  readonly rates?: readonly DestinationRate[] | undefined;
}

/** Judges what a service answered; the body decides where the service says 200 to everything. */
export type JudgeService = (answer: ServiceAnswer) => SendOutcome;

/** Posts to a service of a tenant's choosing; never throws. */
export async function postService(
  { outbound, isPublic, clock }: ServiceParts,
  owner: string,
  request: ServiceRequest,
  judge: JudgeService,
  signal: AbortSignal,
): Promise<SendOutcome> {
  const result = await outbound.send({
    owner,
    method: 'POST',
    url: request.url,
    ...contentOf(request),
    signal,
  });
  if (result.kind !== 'answered') return judgeAnswer(result, clock.nowMs(), false, 'service');
  const outcome = judge(readAnswer(result, clock.nowMs()));
  const isShown = outcome.kind !== 'sent' && (await isPublic(new URL(request.url)));
  return isShown ? outcome : { ...outcome, detail: `answered ${result.status}` };
}

function contentOf(request: ServiceRequest) {
  if ('raw' in request) {
    return { body: request.raw.bytes, headers: { 'Content-Type': request.raw.type } };
  }
  const headers = { 'Content-Type': 'application/json; charset=utf-8' };
  return { body: JSON.stringify(request.body), headers };
}
