import { Button } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { faultPlace } from '../../../../../dashboards/edit/fault-place.ts';
import { idOf } from '../../../../../dashboards/edit/sections.ts';
import { isRecord } from '../../../../../dashboards/import/read-json.ts';
import { parseJson } from '../../../api/api-error.ts';
import type { YamlFinding } from '../../../yaml-editor/yaml-editor-props.ts';
import { YamlField } from '../../../yaml-editor/yaml-field.tsx';
import type { PanelFieldsProps } from './panel-fields-props.ts';

/** The JSON of one panel; it is taken over as soon as it can be read. */
export function PanelJson({ panel, onChange }: PanelFieldsProps) {
  const { t } = useTranslation();
  const printed = JSON.stringify(panel, null, 2);
  const [typed, setTyped] = useState({ text: printed, of: panel });
  const isMine = typed.of === panel;
  const text = isMine ? typed.text : printed;
  const value = parseJson(text);
  const findings: readonly YamlFinding[] = isRecord(value)
    ? []
    : [
        {
          from: faultPlace(text),
          to: faultPlace(text) + 1,
          severity: 'error',
          message: t('boards.json.broken'),
        },
      ];
  const write = (next: string) => {
    const read = parseJson(next);
    if (!isRecord(read)) return setTyped({ text: next, of: panel });
    const kept = { ...read, id: idOf(panel) };
    setTyped({ text: next, of: kept });
    onChange(kept, 'json');
  };
  return (
    <>
      <YamlField
        label={t('boards.json.ofPanel')}
        help={t('boards.json.panelHelp')}
        value={text}
        findings={findings}
        onChange={write}
      />
      {findings.length > 0 && (
        <Button
          size="compact-xs"
          variant="subtle"
          onClick={() => setTyped({ text: printed, of: panel })}
        >
          {t('boards.json.back')}
        </Button>
      )}
    </>
  );
}
