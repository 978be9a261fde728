import { join, resolve } from 'node:path';
import { IncidentReader } from '../../../alerting/incidents/incident-reader.ts';
import type { PanelImage } from '../../../alerting/notify/panel-image.ts';
import type { RuleBook } from '../../../alerting/rules/rule-book.ts';
import type { RuleLanguage } from '../../../alerting/rules/rule-language.ts';
import { BoardPictures } from '../../../dashboards/images/board/board-pictures.ts';
import { Rasteriser } from '../../../dashboards/images/raster/rasteriser.ts';
import { messagePictures } from '../../../dashboards/images/rule-graph/message-pictures.ts';
import { RulePictures } from '../../../dashboards/images/rule-graph/rule-pictures.ts';
import type { GraphLinks } from '../../../dashboards/links/graph-links.ts';
import { AppError } from '../../../platform/errors/app-error.ts';
import type { Service } from '../../../platform/lifecycle/service.ts';
import type { Scope } from '../../../platform/tenancy/scope.ts';
import type { ScopedLogSamples } from '../../../queries/proxy/loki/scoped-log-samples.ts';
import type { ScopedMetrics } from '../../../queries/proxy/named-metrics/scoped-metrics.ts';
import type { AskMetrics } from '../../../queries/templates/ask-metrics.ts';
import { composeGraphLinks } from './board-links.ts';
import type { Floor } from './floor.ts';
import { ladderOfOwner } from './rule-watch.ts';
import type { TenancyParts } from './tenancy.ts';

/** What pictures are made from, which is composed after those who send them. */
export interface PictureSources {
  readonly named: Pick<ScopedMetrics, 'open'>;
  readonly samples: Pick<ScopedLogSamples, 'open'>;
}

export interface PictureParts {
  readonly pictures: RulePictures;
  readonly imageOf: (rules: Pick<RuleBook, 'get'>) => PanelImage;
  readonly connect: (sources: PictureSources) => void;
  /** Whole dashboards, for reports and links. */
  readonly boards: BoardPictures;
  /** Addresses of the graphs of rules, for messages. */
  readonly graphs: GraphLinks;
  readonly services: readonly Service[];
}

const PREPARE_AFTER_MS = 1_000;

/** Pictures of graphs, for messages and links. Until they are connected, none can be drawn. */
export function composePictures(floor: Floor, { directories }: TenancyParts): PictureParts {
  const { clock, config, logger, state } = floor;
  const directory = () => directories.current();
  const fontFolder = join(resolve(config.data.directory), 'fonts');
  // Where mails go out, the first of them is not to wait for the thread.
  const prepareAfterMs = config.mail.host === '' ? undefined : PREPARE_AFTER_MS;
  const raster = new Rasteriser({ fontFolder, clock, prepareAfterMs });
  const boards = new BoardPictures({ fontFolder, clock });
  let sources: PictureSources | null = null;
  const ask = (scope: Scope, language: RuleLanguage): AskMetrics => {
    if (sources === null) throw new AppError('unavailable', 'the service is starting; try again');
    return language === 'promql' ? sources.named.open(scope).asker : sources.samples.open(scope);
  };
  const ladderOf = ladderOfOwner(config, directory);
  const pictures = new RulePictures({ ask, directory, ladderOf, raster, clock });
  const reader = new IncidentReader(state);
  const incident = async (id: string) => (await reader.byIds([id]))[0]?.incident;
  let image: PanelImage | null = null;
  const graphs = composeGraphLinks(floor, () => image);
  return {
    pictures,
    imageOf: (rules) => {
      image = messagePictures({ pictures, rules, incident, clock, logger });
      return image;
    },
    graphs,
    connect: (given) => {
      sources = given;
    },
    boards,
    services: [raster, boards],
  };
}
