import { markLine, type Needle } from './highlight.ts';
import classes from './log-lines.module.css';

/** A line's text with what was searched for marked. */
export function LineText({
  text,
  needles,
}: {
  readonly text: string;
  readonly needles: readonly Needle[];
}) {
  return markLine(text, needles).map((piece) =>
    piece.isMarked ? (
      <mark key={piece.at} className={classes.mark}>
        {piece.text}
      </mark>
    ) : (
      piece.text
    ),
  );
}
