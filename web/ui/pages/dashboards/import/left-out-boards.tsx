import { useTranslation } from 'react-i18next';
import type { LeftOutBoard } from '../../../../../dashboards/import/object-boards.ts';
import classes from './import.module.css';

/** The objects whose dashboards an import cannot read, each with what to do; nothing where there are none. */
export function LeftOutBoards({ leftOut }: { readonly leftOut: readonly LeftOutBoard[] }) {
  const { t } = useTranslation();
  if (leftOut.length === 0) return null;
  return (
    <div>
      <p>{t('boards.import.leftOut.title', { count: leftOut.length })}</p>
      <ul className={`${classes.notes} small`}>
        {leftOut.map(({ path, name, why, at }, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: objects of one name may stand twice in a file, and the list never changes
          <li key={index}>
            <span className="mono">{path}</span> {name !== '' && <strong>{name}: </strong>}
            {t(`boards.import.leftOut.${why}`, { at })}
          </li>
        ))}
      </ul>
    </div>
  );
}
