package io.github.calllake.grammar;

import net.sf.jsqlparser.parser.CCJSqlParser;
import net.sf.jsqlparser.parser.CCJSqlParserUtil;
import net.sf.jsqlparser.parser.ParseException;
import net.sf.jsqlparser.parser.TokenMgrException;
import net.sf.jsqlparser.statement.CreateFunctionalStatement;
import net.sf.jsqlparser.statement.Statement;
import net.sf.jsqlparser.statement.UnsupportedStatement;
import net.sf.jsqlparser.statement.alter.Alter;
import net.sf.jsqlparser.statement.alter.AlterOperation;
import net.sf.jsqlparser.statement.create.view.CreateView;
import net.sf.jsqlparser.statement.select.PlainSelect;
import net.sf.jsqlparser.statement.select.Select;
import net.sf.jsqlparser.statement.select.SetOperationList;

/**
 * JSQLParser: one grammar for many databases. It knows Redshift's expressions and AUTO REFRESH, and neither external
 * schemas nor BACKUP, DISTSTYLE and SORTKEY of a materialized view.
 */
final class JsqlParser {

    static final String NAME = "JSQLParser 5.4";

    private JsqlParser() {}

    static Verdict parse(Sql sql) {
        CCJSqlParser parser = CCJSqlParserUtil.newParser(sql.text()).withAllowComplexParsing(true);
        try {
            Statement statement = parser.Statement();
            return isOpaque(statement)
                    ? Verdict.REFUSED
                    : new Verdict(statement.getClass().getSimpleName(), columns(statement));
        } catch (ParseException | TokenMgrException e) {
            return Verdict.REFUSED;
        }
    }

    /** Whether the tree holds the statement, or a part of it, as words in a row. */
    private static boolean isOpaque(Statement statement) {
        return statement instanceof UnsupportedStatement
                || statement instanceof CreateFunctionalStatement
                || (statement instanceof Alter alter
                        && alter.getAlterExpressions().stream()
                                .anyMatch(action -> action.getOperation() == AlterOperation.UNSPECIFIC));
    }

    private static int columns(Statement statement) {
        if (statement instanceof CreateView view) {
            return columns((Statement) view.getSelect());
        }
        if (statement instanceof SetOperationList union) {
            return columns((Statement) union.getSelect(0));
        }
        if (statement instanceof PlainSelect select) {
            return select.getSelectItems().size();
        }
        return statement instanceof Select wrapped && wrapped.getPlainSelect() != null
                ? wrapped.getPlainSelect().getSelectItems().size()
                : 0;
    }
}
