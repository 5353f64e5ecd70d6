#include <solver/input/import/ice_description.h>

#include <solver/input/text/beginning.h>

#include <fmt/format.h>

#include <set>

namespace sagitta::input
{
  namespace
  {
    constexpr double micrometre = 1e-6;

    class IceReader
    {
    public:
      explicit IceReader(const TextFile &file) : tokens_(file, "a stack of 3D-ICE") {}

      IceStack read()
      {
        while (!tokens_.is_at_end())
          read_section();
        check();
        return std::move(stack_);
      }

    private:
      void read_section()
      {
        if (tokens_.skip("material"))
          read_material();
        else if (tokens_.is_next("top") || tokens_.is_next("bottom"))
          read_sink();
        else if (tokens_.skip("microchannel"))
          read_channel();
        else if (tokens_.skip("dimensions"))
          read_dimensions();
        else if (tokens_.skip("layer"))
          read_layer();
        else if (tokens_.skip("die"))
          read_die();
        else if (tokens_.skip("stack"))
          read_stack();
        else if (tokens_.is_next("solver") || tokens_.is_next("output"))
          pass_section();
        else
          {
            const std::string word = tokens_.next("a section").text;
            tokens_.fail(fmt::format("\"{}\" is not a section of a stack; its sections are material, layer, die, dimensions, stack, top "
                                     "heat sink, bottom heat sink, microchannel, solver and output",
                                     beginning(word)));
          }
      }

      double positive(const std::string &what)
      {
        const double value = tokens_.number(what);
        if (!(value > 0))
          tokens_.fail(fmt::format("{} is {:g}; it must be above zero", what, value));
        return value;
      }

      void end(const std::string &what) { tokens_.expect(";", "after " + what); }

      std::string section_name(const std::string &what)
      {
        const std::string name = tokens_.next("the name of " + what).text;
        tokens_.expect(":", "after the name of " + what);
        return name;
      }

      template <typename Map>
      void refuse_known(const Map &known, const std::string &name, const std::string &what)
      {
        if (known.count(name))
          tokens_.fail(fmt::format("a second {} is called {}", what, beginning(name)));
      }

      void read_material()
      {
        const std::string name = section_name("a material"), of_name = " of " + beginning(name);
        refuse_known(stack_.conductivities, name, "material");
        tokens_.expect("thermal", "in the material " + beginning(name));
        tokens_.expect("conductivity", "in the material " + beginning(name));
        std::vector<double> values = {1e6 * positive("the conductivity" + of_name)};
        while (tokens_.skip(","))
          values.push_back(1e6 * positive("the conductivity" + of_name));
        if (values.size() != 1 && values.size() != 3)
          tokens_.fail(fmt::format("the conductivity{} has {} numbers; 1 or 3 are expected", of_name, values.size()));
        end("the conductivity" + of_name);
        tokens_.expect("volumetric", "in the material " + beginning(name));
        tokens_.skip_through(";");
        stack_.conductivities[name] = {{values.front(), values.size() == 3 ? values[1] : values[0], values.back()}};
      }

      void read_sink()
      {
        const std::string face = tokens_.next("a face").text;
        refuse_known(stack_.sinks, face, "heat sink");
        IceSink sink;
        if (tokens_.are_next({"heat", "sink", ":"}))
          {
            for (const char *word : {"heat", "sink", ":"})
              tokens_.skip(word);
            for (const char *word : {"heat", "transfer", "coefficient"})
              tokens_.expect(word, "in the " + face + " heat sink");
            sink.coefficient = 1e12 * positive("the heat transfer coefficient");
            end("the heat transfer coefficient");
            tokens_.expect("temperature", "in the " + face + " heat sink");
            sink.ambient = positive("the temperature of the heat sink");
            end("the temperature");
          }
        else
          {
            stack_.remarks.push_back(fmt::format("the {} heat sink is not a film; its model is not used", face));
            pass_section();
          }
        stack_.sinks[face] = sink;
      }

      void read_channel()
      {
        if (stack_.channel)
          tokens_.fail("there is a second microchannel");
        IceChannel channel;
        channel.text = section_name("the form of the channels");
        while (!is_section() && !tokens_.is_at_end())
          {
            std::string statement;
            if (tokens_.skip("height"))
              {
                channel.height = micrometre * positive("the height of the channels");
                statement = fmt::format("height {:g} um", 1e6 * *channel.height);
                end("the height of the channels");
              }
            else
              while (!tokens_.skip(";"))
                {
                  const std::string word = tokens_.next("a statement of the channels").text;
                  statement += (statement.empty() || word == "," ? "" : " ") + word;
                }
            channel.text += ", " + statement;
          }
        stack_.channel = channel;
      }

      void read_dimensions()
      {
        tokens_.expect(":", "after dimensions");
        for (const char *word : {"chip", "length"})
          tokens_.expect(word, "in the dimensions");
        stack_.length = micrometre * positive("the length of the chip");
        tokens_.expect(",", "in the dimensions");
        tokens_.expect("width", "in the dimensions");
        stack_.width = micrometre * positive("the width of the chip");
        pass_section();
      }

      void read_layer()
      {
        const std::string name = section_name("a layer");
        refuse_known(stack_.layers, name, "layer");
        IceLayer layer{0, "", false};
        while (!is_section() && !tokens_.is_at_end())
          if (tokens_.skip("height"))
            {
              layer.thickness = micrometre * positive("the height of " + beginning(name));
              end("the height");
            }
          else if (tokens_.skip("material"))
            {
              layer.material = tokens_.next("a material").text;
              end("the material");
            }
          else
            tokens_.skip_through(";");
        if (!(layer.thickness > 0) || layer.material.empty())
          tokens_.fail(fmt::format("the layer {} needs a height and a material", beginning(name)));
        stack_.layers[name] = layer;
      }

      void read_die()
      {
        const std::string name = section_name("a die");
        refuse_known(stack_.dies, name, "die");
        std::vector<IceLayer> layers;
        while (tokens_.is_next("source") || (tokens_.is_next("layer") && !is_section()))
          {
            const bool is_source = tokens_.next("a layer of a die").text == "source";
            const double thickness = micrometre * positive("the height of a layer of " + beginning(name));
            IceLayer layer{thickness, tokens_.next("a material").text, is_source};
            if (tokens_.are_next({"layout"}))
              {
                tokens_.skip("layout");
                layer.floorplan = tokens_.next("a floorplan of materials").text;
              }
            layers.push_back(layer);
            end("a layer of a die");
          }
        if (layers.empty())
          tokens_.fail(fmt::format("the die {} has no layers", beginning(name)));
        stack_.dies[name] = layers;
      }

      void read_stack()
      {
        tokens_.expect(":", "after stack");
        while (!is_section() && !tokens_.is_at_end())
          {
            const IceToken kind = tokens_.next("an element of the stack");
            using Kind = IceElementOfStack::Kind;
            IceElementOfStack element{Kind::channel, kind.line, tokens_.next("the name of an element of the stack").text, "", ""};
            if (kind.text == "die" || kind.text == "layer")
              {
                element.kind = kind.text == "die" ? Kind::die : Kind::layer;
                element.of = tokens_.next("which " + kind.text + " lies there").text;
              }
            else if (kind.text != "channel")
              fail_at(tokens_.source(), kind.line,
                      fmt::format("\"{}\" is not an element of a stack; its elements are die, layer and channel", beginning(kind.text)));
            if (element.kind == Kind::die)
              {
                tokens_.expect("floorplan", "after the die " + beginning(element.name));
                element.floorplan = tokens_.next("the floorplan of " + beginning(element.name)).text;
              }
            end("an element of the stack");
            stack_.stack.push_back(element);
          }
      }

      /// Whether the next tokens begin a section: inside a section, `layer`, `material` and `die` are words of its statements.
      bool is_section() const
      {
        for (const char *word : {"stack", "solver", "output", "dimensions"})
          if (tokens_.are_next({word, ":"}))
            return true;
        for (const char *face : {"top", "bottom"})
          for (const char *word : {"heat", "pluggable"})
            if (tokens_.are_next({face, word}))
              return true;
        return tokens_.is_next("microchannel") || tokens_.begins_named({"material", "layer", "die"});
      }

      void pass_section()
      {
        while (!tokens_.is_at_end())
          {
            tokens_.next("a word");
            if (is_section())
              return;
          }
      }

      void check() const
      {
        if (!(stack_.length > 0) || stack_.stack.empty())
          tokens_.fail("a stack needs the sections dimensions and stack");
        for (const IceElementOfStack &element : stack_.stack)
          {
            using Kind = IceElementOfStack::Kind;
            const bool is_known = element.kind == Kind::die     ? stack_.dies.count(element.of) > 0
                                  : element.kind == Kind::layer ? stack_.layers.count(element.of) > 0
                                                                : stack_.channel.has_value();
            if (!is_known)
              fail_at(tokens_.source(), element.line,
                      element.kind == Kind::channel
                          ? std::string("there is no section microchannel")
                          : fmt::format("there is no {} {}", element.kind == Kind::die ? "die" : "layer", beginning(element.of)));
            check_materials(element);
          }
      }

      void check_materials(const IceElementOfStack &element) const
      {
        std::vector<IceLayer> layers;
        if (element.kind == IceElementOfStack::Kind::die)
          layers = stack_.dies.at(element.of);
        if (element.kind == IceElementOfStack::Kind::layer)
          layers = {stack_.layers.at(element.of)};
        for (const IceLayer &layer : layers)
          if (!stack_.conductivities.count(layer.material))
            fail_at(tokens_.source(), element.line,
                    fmt::format("{} is of the material {}, which has no section", beginning(element.of), beginning(layer.material)));
      }

      IceTokens tokens_;
      IceStack stack_;
    };
  } // namespace

  IceStack read_ice_description(const TextFile &file)
  {
    return IceReader(file).read();
  }
} // namespace sagitta::input
