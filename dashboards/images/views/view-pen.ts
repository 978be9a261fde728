import { LOOKS, type Look } from '../../panels/look.data.ts';
import type { ChartPen } from '../chart/chart-pen.ts';
import { PICTURE_THEMES, type PictureThemeName } from '../picture-theme.ts';
import { PICTURE_WORDS, type PictureLanguage, type PictureWords } from './picture-words.data.ts';

/** What views are drawn with. */
export interface ViewPen extends ChartPen {
  /** The grounds and inks that colours of views are chosen for. */
  readonly look: Look;
  readonly words: PictureWords;
  /** A name for an element that no other of the picture has. */
  readonly nextId: () => string;
}

/** The room that a view is drawn in, from its upper left corner on. */
export interface ViewRoom {
  readonly widthPx: number;
  readonly heightPx: number;
}

/** @param prefix begins the names of elements; of one picture, every pen has another */
export function viewPen(
  { tools, measure }: Pick<ChartPen, 'tools' | 'measure'>,
  theme: PictureThemeName,
  language: PictureLanguage,
  prefix = 'v',
): ViewPen {
  const look = LOOKS[theme];
  const { ground, text, dimmed, line } = look;
  let last = 0;
  return {
    tools,
    measure,
    look,
    theme: { ...PICTURE_THEMES[theme], ground, text, dimmed, line },
    words: PICTURE_WORDS[language],
    nextId: () => {
      last += 1;
      return `${prefix}-${last}`;
    },
  };
}
