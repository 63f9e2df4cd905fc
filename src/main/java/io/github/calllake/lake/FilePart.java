package io.github.calllake.lake;

import io.github.calllake.lake.FileSchema.Element;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import org.apache.parquet.format.SchemaElement;

/**
 * The part of a schema in which a file has something to say. What is null in every row is left out, since readers by name
 * take a column or a member that a file lacks for null; a fifth of a small file's footer is of such columns.
 *
 * <p>That a struct or a list is there, though all in it is null, is something: then one of its members stays.
 *
 * @param elements the schema as the footer has it, depth first
 * @param leaves which of the physical columns it has
 */
record FilePart(List<SchemaElement> elements, BitSet leaves) {

    /**
     * The part of a file.
     *
     * @param deepest of each physical column, the greatest definition level that a row has in it
     */
    static FilePart of(FileSchema schema, int[] deepest) {
        FilePart part = new FilePart(new ArrayList<>(), new BitSet());
        part.keep(schema.root(), 0, deepest);
        return part;
    }

    /** Keeps an element, which is there at this definition level, and those of its members that are. */
    private void keep(Element element, int level, int[] deepest) {
        List<Element> members = element.members();
        if (members.isEmpty()) {
            elements.add(element.element());
            leaves.set(element.firstLeaf());
            return;
        }
        List<Element> there = members.stream()
                .filter(member -> reaches(member, level + 1, deepest))
                .toList();
        List<Element> kept = there.isEmpty() ? members.subList(0, 1) : there;
        elements.add(new SchemaElement(element.element()).setNum_children(kept.size()));
        kept.forEach(member -> keep(member, level + 1, deepest));
    }

    private static boolean reaches(Element element, int level, int[] deepest) {
        for (int leaf = element.firstLeaf(); leaf < element.endLeaf(); leaf++) {
            if (deepest[leaf] >= level) {
                return true;
            }
        }
        return false;
    }
}
