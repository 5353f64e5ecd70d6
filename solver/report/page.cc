#include <solver/report/page.h>

#include <solver/report/html.h>
#include <solver/report/page_files.h>
#include <solver/revision.h>

#include <fmt/format.h>

#include <map>

namespace sagitta::report
{
  namespace
  {
    /// Puts the texts at the {{PLACES}} of the frame, once each.
    std::string fill(const std::string &frame, const std::map<std::string, std::string> &texts)
    {
      std::string page;
      std::size_t at = 0;
      for (std::size_t begin; (begin = frame.find("{{", at)) != std::string::npos;)
        {
          const std::size_t end = frame.find("}}", begin);
          page += frame.substr(at, begin - at) + texts.at(frame.substr(begin + 2, end - begin - 2));
          at = end + 2;
        }
      return page + frame.substr(at);
    }

    /// Links to the sections, by their anchors and headings.
    std::string navigation(const std::string &content)
    {
      std::string links;
      const std::string tag = "<section id=\"";
      for (std::size_t at = content.find(tag); at != std::string::npos; at = content.find(tag, at + 1))
        {
          const std::size_t name = at + tag.size(), heading = content.find("<h2>", at) + 4;
          links += fmt::format("<a href=\"#{}\">{}</a>", content.substr(name, content.find('"', name) - name),
                               content.substr(heading, content.find("</h2>", heading) - heading));
        }
      return links;
    }
  } // namespace

  std::string whole_page(const Page &page)
  {
    return fill(page_html, {{"GENERATOR", fmt::format("Sagitta {} ({})", version, revision)},
                            {"TITLE", html(page.title)},
                            {"STYLE", page_style},
                            {"NAVIGATION", navigation(page.content)},
                            {"CONTENT", page.content},
                            {"FOOTER", page.footer},
                            {"SCRIPTS", page.scripts}});
  }
} // namespace sagitta::report
