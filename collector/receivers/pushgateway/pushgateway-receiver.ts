import type { Clock } from '../../../platform/clock/clock.ts';
import { AppError } from '../../../platform/errors/app-error.ts';
import { type Labels, labelsKey } from '../../../platform/model/labels.ts';
import { mediaTypeOf } from '../../../platform/wire/media-type.ts';
import type { IngestQuota } from '../ingest-quota.ts';
import { plainBody } from '../plain-body.ts';
import type { Receiver, ReceiverAnswer, ReceiverRequest, SamplePlace } from '../receiver.ts';
import type { SeriesLimits } from '../series-labels.ts';
import { stampKey, stampLabels } from '../stamp-labels.ts';
import { emptyAnswer, refusalAnswer } from '../text-answer.ts';
import { pushedFamilies } from './check-push.ts';
import { parseGroupingKey } from './grouping-key.ts';
import type { KeptGroups } from './kept-groups.ts';
import type { PushedFamily } from './pushed-group.ts';
import type { GroupName } from './pushed-groups.ts';
import type { ParseText } from './pushed-text.ts';

export interface PushgatewayOptions {
  readonly clock: Clock;
  readonly kept: KeptGroups;
  readonly parse: ParseText;
  /** Most bytes of a push once it is uncompressed. */
  readonly maxPlainBytes: number;
  readonly maxSeriesPerGroup: number;
  readonly seriesLimits: SeriesLimits;
  /** Counts samples of pushes. */
  readonly quota: IngestQuota;
}

/**
 * Pushgateway's API: `PUT`, `POST` and `DELETE` of `/metrics/job/<job>{/<label>/<value>}`. 200 (202
 * for a deletion), 400 with Pushgateway's text and the group as it was, its failure time noted.
 * What was answered so survives the end of the process; where it cannot be kept, 503 and nothing is
 * taken. Nothing goes to the store here: `createPushedGroupsLoop` does that.
 * @see https://github.com/prometheus/pushgateway/blob/master/README.md
 */
export function createPushgatewayReceiver(options: PushgatewayOptions): Receiver<SamplePlace> {
  return async (request, place) => {
    try {
      const name = groupName(parseGroupingKey(request.path), place, options.clock);
      return await receive(request, name, place, options);
    } catch (thrown) {
      return refusalAnswer(thrown);
    }
  };
}

interface NamedGroup extends GroupName {
  /** As in the path. */
  readonly grouping: Labels;
}

/** Tokens of another environment mean another group by the same path. */
function groupName(grouping: Labels, { tenant, stamp }: SamplePlace, clock: Clock): NamedGroup {
  const place = stampKey(stamp);
  const key = JSON.stringify([tenant, place, labelsKey(grouping)]);
  const labels = stampLabels(grouping, stamp);
  return { key, tenant, place, labels, grouping, now: clock.nowMs() / 1_000 };
}

async function receive(
  request: ReceiverRequest,
  { grouping, ...name }: NamedGroup,
  place: SamplePlace,
  options: PushgatewayOptions,
): Promise<ReceiverAnswer> {
  const { method } = request;
  if (method === 'DELETE') {
    await keep(options.kept, options.kept.groups.delete(name.key));
    return emptyAnswer(202);
  }
  if (method !== 'PUT' && method !== 'POST') {
    throw new AppError('method_not_allowed', 'a group takes PUT, POST and DELETE');
  }
  try {
    const families = await readFamilies(request, grouping, place, options);
    const mode = method === 'PUT' ? 'put' : 'post';
    await keep(options.kept, options.kept.groups.push(name, families, mode));
    const all = [...families.values()];
    place.metadata?.note(all.map(({ series: _, ...metadata }) => metadata));
    return emptyAnswer(200, { taken: count(all), refused: 0 });
  } catch (thrown) {
    options.kept.groups.fail(name);
    throw thrown;
  }
}

async function keep(kept: KeptGroups, takeBack: () => void): Promise<void> {
  try {
    await kept.save();
  } catch (cause) {
    takeBack();
    const message =
      'The group could not be written to disk; nothing of this request was taken. Send it again later.';
    throw new AppError('unavailable', message, { cause, retryAfterSeconds: 5 });
  }
}

async function readFamilies(
  request: ReceiverRequest,
  grouping: Labels,
  { tenant, stamp }: SamplePlace,
  options: PushgatewayOptions,
): Promise<ReadonlyMap<string, PushedFamily>> {
  if (mediaTypeOf(request.contentType).includes('protobuf')) {
    throw new AppError(
      'unsupported_media',
      'pushes in protobuf are not taken, only in the text format',
    );
  }
  const plain = await plainBody(request.body, request.contentEncoding, options.maxPlainBytes);
  const parsed = options.parse(plain, request.contentType);
  if (parsed.kind === 'error') throw new AppError('invalid', parsed.message);
  options.quota.take(tenant, parsed.samples.length);
  const { seriesLimits: limits, maxSeriesPerGroup: maxSeries } = options;
  return pushedFamilies(parsed, { grouping, stamp, limits, maxSeries });
}

function count(families: readonly PushedFamily[]): number {
  return families.reduce((sum, { series }) => sum + series.length, 0);
}
