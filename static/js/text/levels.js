// Which of several underlines under the same words lies how deep, so that overlapping spans can be told apart.

export const LEVELS = 4;

/**
 * A Map from each of `marks` ({start, end}) to its level: 0 lies next to the letters. Marks that overlap get different
 * levels (up to LEVELS), the shorter one the upper.
 */
export function levelsOf(marks) {
  const levels = new Map();
  for (const cluster of clusters(marks)) {
    if (cluster.length === 1) levels.set(cluster[0], 0);
    else stack(cluster, levels);
  }
  return levels;
}

function clusters(marks) {
  const found = [];
  let end = -1;
  for (const mark of marks.toSorted((one, other) => one.start - other.start)) {
    if (mark.start < end) found.at(-1).push(mark);
    else found.push([mark]);
    end = Math.max(end, mark.end);
  }
  return found;
}

function stack(cluster, levels) {
  const placed = [];
  for (const mark of cluster.sort((one, other) => one.end - one.start - (other.end - other.start))) {
    const below = placed.filter((one) => one.start < mark.end && mark.start < one.end);
    const level = Math.max(-1, ...below.map((one) => levels.get(one))) + 1;
    levels.set(mark, Math.min(level, LEVELS - 1));
    placed.push(mark);
  }
}
