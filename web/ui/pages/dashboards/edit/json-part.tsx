import { Button, Group } from '@mantine/core';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { readBoardText } from '../../../../../dashboards/edit/board-text.ts';
import { importDashboardText } from '../../../../../dashboards/import/import-dashboard.ts';
import type { YamlFinding } from '../../../yaml-editor/yaml-editor-props.ts';
import { YamlField } from '../../../yaml-editor/yaml-field.tsx';
import classes from './edit.module.css';
import { sourceOf } from './edit-history.ts';
import type { BoardEdit } from './use-board-edit.ts';

/** The whole dashboard as JSON; what can be read is taken over as one types. */
export function JsonPart({ edit }: { readonly edit: BoardEdit }) {
  const { t } = useTranslation();
  const source = useMemo(() => sourceOf(edit.now), [edit.now]);
  const text = edit.broken ?? source;
  const found = useMemo(() => readBoardText(text), [text]);
  const findings: readonly YamlFinding[] =
    found.kind === 'read'
      ? []
      : [
          {
            from: found.at ?? 0,
            to: (found.at ?? 0) + 1,
            severity: 'error',
            message: found.at === null ? found.message : t('boards.json.broken'),
          },
        ];
  const write = (next: string) => {
    const read = readBoardText(next);
    if (read.kind === 'refused') edit.setBroken(next);
    else edit.rewrite(read.read);
  };
  return (
    <>
      <Group gap="xs" mb="xs">
        <span className="dimmed small">{t('boards.json.help')}</span>
        {findings.length > 0 && (
          <Button size="compact-xs" variant="subtle" onClick={() => edit.setBroken(undefined)}>
            {t('boards.json.back')}
          </Button>
        )}
      </Group>
      <YamlField label={t('boards.part.json')} value={text} findings={findings} onChange={write} />
      {found.kind === 'read' && <Notes text={text} />}
    </>
  );
}

/** What of it is not drawn as Grafana would. */
function Notes({ text }: { readonly text: string }) {
  const { t } = useTranslation();
  const result = useMemo(() => importDashboardText(text), [text]);
  if (result.kind === 'refused' || result.notes.length === 0) return null;
  return (
    <div className={classes.group}>
      <strong>{t('boards.import.notes')}</strong>
      <ul className="small">
        {result.notes.map(({ panelId, panelTitle, message }) => (
          <li key={`${panelId} ${message}`}>
            {panelTitle !== '' && <strong>{panelTitle}: </strong>}
            {message}
          </li>
        ))}
      </ul>
    </div>
  );
}
