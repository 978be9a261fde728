import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { FastifyInstance } from 'fastify';
import type { ListedIncidents } from '../../../dashboards/alerts/listed-incidents.ts';
import type { BoardLinks } from '../../../dashboards/links/board-links.ts';
import { EmbedViews } from '../../../dashboards/links/embed-views.ts';
import type { Principal } from '../../../platform/tenancy/principal.ts';
import { registerEmbed } from '../links/embed-routes.ts';
import { registerRender } from '../links/render-routes.ts';
import { RenderedBoards } from '../links/rendered-boards.ts';
import type { OwnQuestions } from '../own-questions.ts';
import type { Floor } from './floor.ts';
import type { PictureParts } from './pictures.ts';
import type { TenancyParts } from './tenancy.ts';

export interface LinkedBoardsOptions {
  readonly floor: Pick<Floor, 'clock' | 'logger'>;
  readonly tenancy: Pick<TenancyParts, 'directories'>;
  readonly pictures: Pick<PictureParts, 'boards' | 'graphs'>;
}

export interface LinkedBoardsMates {
  readonly links: BoardLinks;
  readonly questions: OwnQuestions;
  readonly lists: ListedIncidents;
  readonly uiFolder: string;
}

/** `/embed` and `/render`: dashboards for who holds a link. */
export function registerLinkedBoards(
  server: FastifyInstance,
  { floor, tenancy, pictures }: LinkedBoardsOptions,
  { links, questions, lists, uiFolder }: LinkedBoardsMates,
): void {
  const { clock, logger } = floor;
  const ask = (principal: Principal, scope: string) => questions.as(principal, scope);
  const incidents = (principal: Principal, scope: string) => lists.of(principal, scope);
  const directory = () => tenancy.directories.current();
  const views = new EmbedViews({ ask, incidents, clock });
  const { boards, graphs } = pictures;
  const rendered = new RenderedBoards({ boards, views, ask, incidents, directory, clock });
  registerRender(server, { links, graphs, rendered, logger });
  const page = pageReader(join(uiFolder, 'index.html'));
  registerEmbed(server, { links, views, directory, page, clock, logger });
}

/** The page is read once: a new build comes with a new process. */
function pageReader(file: string): () => string | null {
  let page: string | null | undefined;
  return () => {
    page ??= existsSync(file) ? readFileSync(file, 'utf8') : null;
    return page;
  };
}
