import type { ChannelSettings } from '../../channels/channel.ts';
import type {
  Accepted,
  ChannelSecrets,
  CheckedSettings,
  DestinationRate,
  OutgoingMessage,
  SendOutcome,
  TextFormat,
  WrittenMessage,
} from '../channel-kind.ts';
import { linkAddress, type Markup } from '../content/markup.ts';
import { type TextLimits, writeMessage } from '../content/write-message.ts';
import type { KindSending } from '../kind-description.ts';
import type { PanelImage, PanelPicture } from '../panel-image.ts';
import {
  drawPicture,
  followWithPicture,
  NO_TIME,
  withoutPicture,
} from '../pictures/follow-picture.ts';
import { chatPanelRequest } from '../pictures/panel-request.ts';
import { PictureBudget, ratesBesidePictures } from '../pictures/picture-budget.ts';
import type { PictureUpload } from '../pictures/picture-upload.ts';
import { type JudgeService, postService, type ServiceParts } from './post-service.ts';
import type { ServiceRequest } from './service-request.ts';

/** A service that takes a title and a text; all that differs from one to another. */
export interface TextService {
  readonly markup: Markup;
  readonly format: TextFormat;
  readonly limits: TextLimits;
  readonly rates: readonly DestinationRate[];
  check(given: ChannelSettings, kept: ChannelSecrets | undefined): CheckedSettings;
  destinationKey(settings: ChannelSettings, secrets: ChannelSecrets): string;
  /**
   * The request, signed for now; null when the channel lacks what it needs.
   * @param pictureUrl for services that fetch pictures themselves; null: none is shown
   */
  request(
    written: WrittenMessage,
    message: OutgoingMessage,
    nowMs: number,
    pictureUrl: string | null,
  ): ServiceRequest | null;
  /** How it takes pictures as bytes; left out: it does not. */
  readonly upload?: PictureUpload;
  readonly judge: JudgeService;
}

/** How a kind of channel for such a service sends. */
export function textServiceChannel(service: TextService, parts: ServiceParts): KindSending {
  const { markup, limits, format, upload } = service;
  const { panel, clock } = parts;
  const hasPictures = upload !== undefined && panel !== undefined;
  const budget = new PictureBudget(clock, parts.rates ?? service.rates);
  return {
    rates: hasPictures ? ratesBesidePictures(service.rates) : service.rates,
    check: (given, kept) => service.check(given, kept),
    destinationKey: (settings, secrets) => service.destinationKey(settings, secrets),
    ...(hasPictures
      ? {
          ratesWithin: ratesBesidePictures,
          sentBefore: (settings: ChannelSettings, secrets: ChannelSecrets, atMs: number) =>
            budget.assume(service.destinationKey(settings, secrets), atMs),
        }
      : {}),
    write: (message) => ({ ...writeMessage(message, markup, limits), format }),
    // It is drawn here, and the pictures of a destination are counted here.
    staysHere: (message) => upload !== undefined && chatPanelRequest(message) !== null,
    send: (message, signal, accepted) =>
      hasPictures
        ? sendWithPicture({ service, parts, panel, upload, budget }, message, { signal, accepted })
        : send(service, parts, message, signal),
  };
}

interface Picturing {
  readonly service: TextService;
  readonly parts: ServiceParts;
  readonly panel: PanelImage;
  readonly upload: PictureUpload;
  readonly budget: PictureBudget;
}

/** The text goes at once; the picture, which is drawn meanwhile, goes behind it. */
async function sendWithPicture(
  { service, parts, panel, upload, budget }: Picturing,
  message: OutgoingMessage,
  { signal, accepted }: Readonly<{ signal: AbortSignal; accepted: Accepted | undefined }>,
): Promise<SendOutcome> {
  const about = chatPanelRequest(message);
  if (about === null) return send(service, parts, message, signal);
  const unneeded = new AbortController();
  const drawing = drawPicture(panel, about, AbortSignal.any([signal, unneeded.signal]));
  const sent = await send(service, parts, message, signal);
  if (sent.kind !== 'sent') {
    unneeded.abort();
    return sent;
  }
  accepted?.(withoutPicture(sent, NO_TIME));
  const post = async (picture: PanelPicture): Promise<SendOutcome> => {
    const request = upload.request(picture, message);
    if (request === null) return INCOMPLETE;
    return postService(parts, message.notification.owner, request, service.judge, signal);
  };
  const spend = () => budget.spend(service.destinationKey(message.settings, message.secrets));
  return followWithPicture(sent, { upload, drawing, post, spend }, signal);
}

async function send(
  service: TextService,
  parts: ServiceParts,
  message: OutgoingMessage,
  signal: AbortSignal,
): Promise<SendOutcome> {
  const outcome = await sendOnce(service, parts, message, signal);
  const isRefusedText = outcome.kind === 'drop' && outcome.reason === 'service_content';
  if (!isRefusedText || message.templates?.body === undefined) return outcome;
  // The markup of a text of its own may be wrong; that must not cost the message.
  const { templates: _refused, ...plain } = message;
  const second = await sendOnce(service, parts, plain, signal);
  return withProblem(second, `the service refused its text: ${outcome.detail}`);
}

async function sendOnce(
  service: TextService,
  parts: ServiceParts,
  message: OutgoingMessage,
  signal: AbortSignal,
): Promise<SendOutcome> {
  const written = writeMessage(message, service.markup, service.limits);
  const pictureUrl = pictureUrlOf(parts, message);
  const request = service.request(written, message, parts.clock.nowMs(), pictureUrl);
  if (request === null) return INCOMPLETE;
  const { owner } = message.notification;
  const outcome = await postService(parts, owner, request, service.judge, signal);
  return withProblems(outcome, written);
}

/** Longer ones are no longer taken everywhere. */
const MOST_URL = 1_000;

/** Where a service fetches the picture; null for none. */
export function pictureUrlOf(
  { pictureLinks }: Pick<ServiceParts, 'pictureLinks'>,
  message: OutgoingMessage,
): string | null {
  const about = chatPanelRequest(message);
  const url = about === null ? null : (pictureLinks?.panel(about) ?? null);
  return url === null || url.length > MOST_URL ? null : linkAddress(url);
}

const INCOMPLETE: SendOutcome = {
  kind: 'drop',
  reason: 'channel_incomplete',
  detail: 'the channel lacks its address or key',
};

/** A failed template is part of what became of the message. */
export function withProblems(outcome: SendOutcome, { problems }: WrittenMessage): SendOutcome {
  const [problem] = problems;
  return problem === undefined ? outcome : withProblem(outcome, problem);
}

function withProblem(outcome: SendOutcome, problem: string): SendOutcome {
  const detail = `${outcome.detail}; own words were sent, because ${problem}`.slice(0, 1_024);
  return { ...outcome, detail };
}
