import { useTranslation } from 'react-i18next';
import type { LogSpec } from '../../../contract/log-flows.ts';
import { LOG_SPEC_ROUTES, type LogSpecKind, logSpecQuery } from '../../api/queries.ts';
import { useServices } from '../../app/services.ts';
import type { EditorActions } from '../../forms/use-editor-actions.ts';
import type { Form } from '../../forms/use-form.ts';
import { useStoredActions } from '../../forms/use-stored-actions.ts';
import { usePlace } from '../../scope/use-place.ts';
import { inputOfLogSpec, type LogSpecForm } from './log-spec-form.ts';

/** How flows and outputs are saved and deleted; `stored` is undefined for a new one. */
export function useLogSpecActions(
  form: Form<LogSpecForm>,
  kind: LogSpecKind,
  stored: LogSpec | undefined,
): EditorActions {
  const { t } = useTranslation();
  const { call } = useServices();
  const { owner } = usePlace().parts;
  const id = stored?.id ?? '';
  const route = LOG_SPEC_ROUTES[kind];
  return useStoredActions(form, {
    list: '/collection/flows',
    stored,
    told: (what, name) => t(`logFlows.editor.${what}`, { name }),
    create: () =>
      call(`${route}.create`, { params: { owner }, body: inputOfLogSpec(form.value, kind) }),
    update: (revision) =>
      call(`${route}.update`, {
        params: { owner, id },
        body: inputOfLogSpec(form.value, kind),
        revision,
      }),
    remove: () => call(`${route}.delete`, { params: { owner, id } }),
    query: logSpecQuery(call, owner, kind, id),
  });
}
