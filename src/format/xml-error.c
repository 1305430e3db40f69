#include "xml-internal.h"

int xml_where(XML_Parser p, const char *name, struct err *e)
{
    return err_at(e, "%s 第 %lu 行第 %lu 列", "%s, line %lu, column %lu", name,
                  (unsigned long)XML_GetCurrentLineNumber(p),
                  (unsigned long)XML_GetCurrentColumnNumber(p) + 1);
}

int xml_doctype_error(XML_Parser p, const char *name, struct err *e)
{
    err_set(e, E_UNSUPPORTED, "不接受 DOCTYPE 声明；请删去 <!DOCTYPE …>",
            "DOCTYPE is not accepted; remove <!DOCTYPE …>");
    xml_where(p, name, e);
    return E_UNSUPPORTED;
}

int xml_expat_error(XML_Parser p, const char *name, struct err *e)
{
    enum XML_Error code = XML_GetErrorCode(p);

    switch (code) {
    case XML_ERROR_NO_MEMORY:
        return err_nomem(e);
    case XML_ERROR_NO_ELEMENTS:
        err_set(e, E_SYNTAX, "文档没有根元素", "the document has no root element");
        break;
    case XML_ERROR_SYNTAX:
    case XML_ERROR_INVALID_TOKEN:
        err_set(e, E_SYNTAX, "此处不合 XML 语法，或不是所声明的编码",
                "not well-formed here, or not in the declared encoding");
        break;
    case XML_ERROR_UNCLOSED_TOKEN:
        err_set(e, E_SYNTAX, "此处的标记没有结束", "the tag that begins here is not finished");
        break;
    case XML_ERROR_PARTIAL_CHAR:
        err_set(e, E_SYNTAX, "字符不完整", "a character is cut off");
        break;
    case XML_ERROR_TAG_MISMATCH:
        err_set(e, E_SYNTAX, "结束标签与开始标签不符", "the end tag does not match the start tag");
        break;
    case XML_ERROR_DUPLICATE_ATTRIBUTE:
        err_set(e, E_SYNTAX, "同一属性出现了两次", "an attribute occurs twice");
        break;
    case XML_ERROR_JUNK_AFTER_DOC_ELEMENT:
        err_set(e, E_SYNTAX, "根元素之后还有内容", "there is content behind the root element");
        break;
    case XML_ERROR_UNDEFINED_ENTITY:
        err_set(e, E_SYNTAX, "实体没有定义；请直接写出字符",
                "an entity is not defined; write the character itself");
        break;
    case XML_ERROR_UNKNOWN_ENCODING:
        err_set(e, E_SYNTAX, "不支持这种编码；请另存为 UTF-8",
                "this encoding is not supported; save the file as UTF-8");
        break;
    case XML_ERROR_UNBOUND_PREFIX:
        err_set(e, E_SYNTAX, "命名空间前缀没有声明", "a namespace prefix is not declared");
        break;
    default:
        err_set(e, E_SYNTAX, "XML 有误（%s）", "XML is not well-formed (%s)",
                XML_ErrorString(code));
    }
    xml_where(p, name, e);
    return E_SYNTAX;
}
