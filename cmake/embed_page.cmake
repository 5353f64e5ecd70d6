# Writes a source with the files of solver/report/page/ as texts, so that the program needs no files beside it when it writes a page.
# cmake -D PAGE=folder -D SOURCE=file.cc -P embed_page.cmake
set(text "#include <solver/report/page_files.h>\n\nnamespace sagitta::report\n{\n")
foreach(pair page_html:page.html page_style:style.css page_script:view.js)
  string(REPLACE ":" ";" pair ${pair})
  list(GET pair 0 name)
  list(GET pair 1 file)
  file(READ ${PAGE}/${file} content)
  string(APPEND text "  const char *const ${name} = R\"page(${content})page\";\n")
endforeach()
file(WRITE ${SOURCE} "${text}} // namespace sagitta::report\n")
