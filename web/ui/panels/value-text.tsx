import type { ShownValue } from '../../../dashboards/model/panel-views.ts';
import { LinkedText } from './linked-text.tsx';
import classes from './panels.module.css';

/** A value with its unit set smaller; a link where the field has one. */
export function ValueText({ value }: { readonly value: ShownValue }) {
  return (
    <LinkedText links={value.links}>
      <span className={classes.value}>
        {value.prefix !== '' && <small>{value.prefix}</small>}
        {value.number}
        {value.suffix !== '' && <small>{value.suffix}</small>}
      </span>
    </LinkedText>
  );
}
