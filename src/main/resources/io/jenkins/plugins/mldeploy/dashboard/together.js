/**
 * Records of one call, put together: a step makes one of each subject (the source, every image), and but for that they say the same. They follow each other, and no subject is in a group twice.
 *
 * @param said everything that a record says, but for its subject and number
 */
export function together(records, subject, said) {
  const groups = [];
  for (const record of records) {
    const last = groups[groups.length - 1];
    if (last && JSON.stringify(said(last[0])) === JSON.stringify(said(record)) && last.every(each => subject(each) !== subject(record))) {
      last.push(record);
    } else {
      groups.push([record]);
    }
  }
  return groups;
}

/** What two findings of one call have in common. */
export const saidBy = ({step, id, verdict, reasons, gates, metrics}) => [step, id, verdict, reasons, gates, metrics];
